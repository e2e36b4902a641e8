"""The tasks that bring files in."""

from __future__ import annotations

import uuid

from celery import shared_task

from services.events.database import database
from services.events.imports.actions import IMPORTERS
from shared.imports import find_waiting_imports, run_import


@shared_task(name="events.run-import")
def bring_in(import_id: str) -> None:
    """Bring one file in."""
    run_import(database, IMPORTERS, uuid.UUID(import_id))


@shared_task(name="events.find-imports")
def find_imports() -> None:
    """Bring in what a lost wake-up left waiting."""
    for import_id in find_waiting_imports(database):
        run_import(database, IMPORTERS, import_id)
