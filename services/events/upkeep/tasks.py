"""Ticks that keep the tables small."""

from __future__ import annotations

from services.events.database import database
from shared.pruning import pruning_task

prune = pruning_task(database)
