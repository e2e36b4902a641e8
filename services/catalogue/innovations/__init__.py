"""Innovations: submitted, reviewed, published and read."""
