"""The tasks that bring files of contacts in and find their councils."""

from __future__ import annotations

import uuid

from celery import shared_task

from services.notifications.contacts.actions import IMPORTERS, match_contacts
from services.notifications.database import database
from shared.imports import find_waiting_imports, run_import


@shared_task(name="notifications.run-import")
def bring_in(import_id: str) -> None:
    """Bring one file in."""
    run_import(database, IMPORTERS, uuid.UUID(import_id))


@shared_task(name="notifications.find-imports")
def find_imports() -> None:
    """Bring in what a lost wake-up left waiting."""
    for import_id in find_waiting_imports(database):
        run_import(database, IMPORTERS, import_id)


@shared_task(name="notifications.match-contacts")
def match() -> None:
    """Find the councils of contacts that came before the register."""
    match_contacts()
