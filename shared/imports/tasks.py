"""The two tasks by which a service's worker brings files in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from celery import shared_task

from shared.db import Database
from shared.imports.actions import find_waiting_imports, run_import
from shared.imports.importer import Importer


def import_tasks(
    database: Database, importers: Sequence[Importer]
) -> tuple[Callable[[str], None], Callable[[], None]]:
    """Declare `<service>.run-import` and its sweep `<service>.find-imports`, and return them."""

    @shared_task(name=f"{database.service}.run-import")
    def bring_in(import_id: str) -> None:
        """Bring one file in."""
        run_import(database, importers, uuid.UUID(import_id))

    @shared_task(name=f"{database.service}.find-imports")
    def find_imports() -> None:
        """Bring in what a lost wake-up left waiting."""
        for import_id in find_waiting_imports(database):
            run_import(database, importers, import_id)

    return bring_in, find_imports
