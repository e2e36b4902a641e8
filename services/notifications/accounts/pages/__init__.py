"""Pages of accounts: one's own, and everybody's for operators."""

from services.notifications.accounts.pages.operating import pages as operating_pages
from services.notifications.accounts.pages.own import pages

__all__ = ["operating_pages", "pages"]
