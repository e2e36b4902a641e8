"""Pages of places: the panel's decision, the councils' answers, and changes after both."""

from services.events.places.pages.answering import pages as answering_pages
from services.events.places.pages.deciding import pages as deciding_pages
from services.events.places.pages.organising import pages as place_pages

__all__ = ["answering_pages", "deciding_pages", "place_pages"]
