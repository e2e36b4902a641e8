"""Pages of projects: the organiser's and the owner's."""

from services.events.projects.pages.organising import pages as steering_pages
from services.events.projects.pages.owning import pages as owning_pages

__all__ = ["owning_pages", "steering_pages"]
