"""Pages of proposals: organisers enter and change them, anybody proposes in an open call."""

from services.events.proposals.pages.calling import pages as calling_pages
from services.events.proposals.pages.entering import pages as entering_pages

__all__ = ["calling_pages", "entering_pages"]
