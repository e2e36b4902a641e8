"""Insights: what is read, for the board."""
