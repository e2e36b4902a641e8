"""Pages of places: the panel's decision and the councils' answers."""

from services.events.places.pages.answering import pages as answering_pages
from services.events.places.pages.deciding import pages as deciding_pages

__all__ = ["answering_pages", "deciding_pages"]
