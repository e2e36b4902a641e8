"""Preferences: what people say by their own link that they want to get, how often and from when."""
