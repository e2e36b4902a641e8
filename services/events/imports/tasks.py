"""The tasks that bring files in."""

from __future__ import annotations

from services.events.database import database
from services.events.imports.actions import IMPORTERS
from shared.imports.tasks import import_tasks

bring_in, find_imports = import_tasks(database, IMPORTERS)
