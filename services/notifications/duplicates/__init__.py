"""Duplicates: contacts that may be one person, suggested to organisers and merged by them."""
