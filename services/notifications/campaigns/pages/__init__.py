"""The organiser's pages of campaigns."""

from services.notifications.campaigns.pages.previewing import pages as previewing_pages
from services.notifications.campaigns.pages.sending import pages as sending_pages
from services.notifications.campaigns.pages.writing import pages as writing_pages

__all__ = ["previewing_pages", "sending_pages", "writing_pages"]
