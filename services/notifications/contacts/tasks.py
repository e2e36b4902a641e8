"""The tasks that bring files of contacts in and find their councils."""

from __future__ import annotations

from celery import shared_task

from services.notifications.contacts.actions import IMPORTERS, match_contacts
from services.notifications.database import database
from shared.imports.tasks import import_tasks

bring_in, find_imports = import_tasks(database, IMPORTERS)


@shared_task(name="notifications.match-contacts")
def match() -> None:
    """Find the councils of contacts that came before the register."""
    match_contacts()
