"""Ticks of projects."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.events.projects.actions import remind_owners, start_projects
from services.events.settings import read_settings


@shared_task(name="events.start-projects")
def start() -> None:
    """Start a project for every place that was taken."""
    settings = read_settings()
    while start_projects(settings.public_url, settings.secret_key):
        pass


@shared_task(name="events.remind-owners")
def remind() -> None:
    """Remind of milestones that are near or late."""
    settings = read_settings()
    while remind_owners(settings.public_url, settings.secret_key, dt.datetime.now(dt.UTC)):
        pass
