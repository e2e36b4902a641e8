"""Use cases of projects: start them, guide them, remind of milestones, tell their story."""

from services.events.projects.actions.attending import record_attendance
from services.events.projects.actions.reminding import remind_owners
from services.events.projects.actions.starting import start_projects
from services.events.projects.actions.steering import guide_project
from services.events.projects.actions.telling import finish_milestone, write_story

__all__ = [
    "finish_milestone",
    "guide_project",
    "record_attendance",
    "remind_owners",
    "start_projects",
    "write_story",
]
