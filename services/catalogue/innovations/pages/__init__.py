"""Innovations for those who work on them: submitting and reviewing them, and whose they are."""

from services.catalogue.innovations.pages import matching, reviewing, submitting
from services.catalogue.innovations.pages.blueprint import blueprint

__all__ = ["blueprint", "matching", "reviewing", "submitting"]
