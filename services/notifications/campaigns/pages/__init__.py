"""The organiser's pages of campaigns."""

from services.notifications.campaigns.pages.sending import pages as sending_pages
from services.notifications.campaigns.pages.writing import pages as writing_pages

__all__ = ["sending_pages", "writing_pages"]
