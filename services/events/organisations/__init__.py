"""Organisations: our copy of the catalogue's register, and whom a name written by hand means."""
