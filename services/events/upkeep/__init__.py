"""Upkeep: what the service does for itself, on a tick."""
