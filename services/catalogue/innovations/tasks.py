"""The tasks that bring files in."""

from __future__ import annotations

from services.catalogue.database import database
from services.catalogue.innovations.actions import IMPORTERS
from shared.imports.tasks import import_tasks

bring_in, find_imports = import_tasks(database, IMPORTERS)
