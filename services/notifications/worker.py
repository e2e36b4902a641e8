"""The notifications service's Celery app: its queues, its tasks and its ticks."""

from __future__ import annotations

from services.notifications.database import database
from services.notifications.settings import read_settings
from shared.celery import create_celery

QUEUES = {
    "notifications.letters": ["notifications.send-letters"],
    "notifications.campaigns": ["notifications.send-campaign"],
    "notifications.sweeps": ["notifications.sweep-campaigns", "notifications.queue-recipients"],
    "notifications.imports": ["notifications.run-import", "notifications.find-imports"],
    "notifications.upkeep": [
        "notifications.match-contacts",
        "notifications.prune-messages",
        "notifications.apply-retention",
        "notifications.mark-bounced",
    ],
}
TICKS = {
    "notifications.sweep-campaigns": 2.0,
    "notifications.queue-recipients": 30.0,
    "notifications.find-imports": 30.0,
    "notifications.match-contacts": 60.0,
    "notifications.prune-messages": 3600.0,
    "notifications.apply-retention": 3600.0,
    "notifications.mark-bounced": 60.0,
}

app = create_celery(
    database,
    read_settings,
    queues=QUEUES,
    modules=[
        "services.notifications.campaigns.tasks",
        "services.notifications.contacts.tasks",
        "services.notifications.delivery.tasks",
        "services.notifications.upkeep.tasks",
    ],
    ticks=TICKS,
)
