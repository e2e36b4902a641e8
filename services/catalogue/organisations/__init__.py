"""Organisations: the councils of England over time, and every other body that takes part."""
