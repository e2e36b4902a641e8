"""The organiser's pages of templates and brands."""

from services.notifications.templates.pages.brands import pages as brand_pages
from services.notifications.templates.pages.templates import pages as template_pages

__all__ = ["brand_pages", "template_pages"]
