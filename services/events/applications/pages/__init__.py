"""Pages of applications: the applicant's and sponsor's, and the organiser's."""

from services.events.applications.pages.applying import pages as applying_pages
from services.events.applications.pages.organising import pages as organising_pages

__all__ = ["applying_pages", "organising_pages"]
