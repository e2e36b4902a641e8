"""The events service's Celery app: its queues, its tasks and its ticks."""

from __future__ import annotations

from services.events.database import database
from services.events.settings import read_settings
from shared.celery import create_celery

QUEUES = {
    "events.upkeep": ["events.prune-messages"],
    "events.showcase": ["events.showcase-sessions"],
}
TICKS = {
    "events.prune-messages": 3600.0,
    "events.showcase-sessions": 30.0,
}

app = create_celery(
    database,
    read_settings,
    queues=QUEUES,
    modules=["services.events.upkeep.tasks", "services.events.programme.tasks"],
    ticks=TICKS,
)
