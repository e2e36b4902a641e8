"""Imports: the kinds of file this service brings in."""
