"""The catalogue service's Celery app: its queues, its tasks and its ticks."""

from __future__ import annotations

from services.catalogue.database import database
from services.catalogue.settings import read_settings
from shared.celery import create_celery

QUEUES = {
    "catalogue.upkeep": ["catalogue.prune-messages", "catalogue.forget-old-searches"],
    "catalogue.imports": ["catalogue.run-import", "catalogue.find-imports"],
    "catalogue.alerts": ["catalogue.send-alerts"],
    "catalogue.index": [
        "catalogue.index-innovations",
        "catalogue.check-index",
        "catalogue.rebuild-index",
    ],
}
TICKS = {
    "catalogue.check-index": 2.0,
    "catalogue.find-imports": 30.0,
    "catalogue.send-alerts": 60.0,
    "catalogue.prune-messages": 3600.0,
    "catalogue.forget-old-searches": 86_400.0,
}

app = create_celery(
    database,
    read_settings,
    queues=QUEUES,
    modules=[
        "services.catalogue.alerts.tasks",
        "services.catalogue.innovations.tasks",
        "services.catalogue.needs.tasks",
        "services.catalogue.search.tasks",
        "services.catalogue.upkeep.tasks",
    ],
    ticks=TICKS,
)
