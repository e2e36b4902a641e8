"""Runs the whole system on one machine without Docker, and holds the `zone` command."""
