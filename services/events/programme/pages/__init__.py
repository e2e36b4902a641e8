"""Pages of the programme: the public one, and the organisers' to plan and release it."""

from services.events.programme.pages.planning import pages as planning_pages
from services.events.programme.pages.public import pages as public_pages
from services.events.programme.pages.rescheduling import pages as rescheduling_pages
from services.events.programme.pages.scheduling import pages as scheduling_pages

__all__ = ["planning_pages", "public_pages", "rescheduling_pages", "scheduling_pages"]
