"""Decisions on projects: whether they are on course, when to remind, and the owner's link."""

from services.events.projects.rules.course import (
    MISSED,
    Due,
    Light,
    Reminder,
    StoryIncomplete,
    light_of,
    reminder_due,
)
from services.events.projects.rules.links import read_link, sign_link

__all__ = [
    "MISSED",
    "Due",
    "Light",
    "Reminder",
    "StoryIncomplete",
    "light_of",
    "read_link",
    "reminder_due",
    "sign_link",
]
