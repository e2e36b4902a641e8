"""Pages of the timetable: the grid, and the release of what is on it."""

from services.events.grid.pages.releasing import pages as releasing_pages
from services.events.grid.pages.timetable import pages as grid_pages

__all__ = ["grid_pages", "releasing_pages"]
