"""Pages of panels: the organiser's and the members'."""

from services.events.panels.pages.organising import pages as panel_pages
from services.events.panels.pages.scoring import pages as scoring_pages

__all__ = ["panel_pages", "scoring_pages"]
