"""The events service's Celery app: its queues, its tasks and its ticks."""

from __future__ import annotations

from services.events.database import database
from services.events.settings import read_settings
from shared.celery import create_celery

QUEUES = {
    "events.upkeep": ["events.prune-messages"],
    "events.imports": ["events.run-import", "events.find-imports"],
    "events.applications": ["events.match-councils", "events.open-calls"],
    "events.places": ["events.expire-offers"],
    "events.projects": ["events.start-projects", "events.remind-owners"],
    "events.proposals": ["events.prune-drafts", "events.offer-places"],
    "events.showcase": ["events.showcase-sessions"],
    "events.solving": ["events.run-solver"],
}
TICKS = {
    "events.prune-messages": 3600.0,
    "events.showcase-sessions": 30.0,
    "events.run-solver": 15.0,
    "events.find-imports": 30.0,
    "events.prune-drafts": 3600.0,
    "events.offer-places": 30.0,
    "events.match-councils": 60.0,
    "events.open-calls": 60.0,
    "events.expire-offers": 60.0,
    "events.start-projects": 20.0,
    "events.remind-owners": 60.0,
}

app = create_celery(
    database,
    read_settings,
    queues=QUEUES,
    modules=[
        "services.events.upkeep.tasks",
        "services.events.imports.tasks",
        "services.events.programme.tasks",
        "services.events.proposals.tasks",
        "services.events.solving.tasks",
        "services.events.reviews.tasks",
        "services.events.applications.tasks",
        "services.events.places.tasks",
        "services.events.projects.tasks",
    ],
    ticks=TICKS,
)
