"""Segments: saved conditions over contacts, councils and what they did, and why somebody is in one."""
