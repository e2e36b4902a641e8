"""Innovations for people: reading, submitting and reviewing them, and whose they are."""

from services.catalogue.innovations.pages import matching, reading, reviewing, submitting
from services.catalogue.innovations.pages.blueprint import blueprint

__all__ = ["blueprint", "matching", "reading", "reviewing", "submitting"]
