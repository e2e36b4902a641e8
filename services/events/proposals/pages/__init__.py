"""Pages of proposals: organisers enter and change them."""

from services.events.proposals.pages.entering import pages as entering_pages

__all__ = ["entering_pages"]
