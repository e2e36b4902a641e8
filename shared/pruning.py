"""The tick that keeps the bus's and the sign-in's tables of a service small."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from celery import shared_task

from shared.auth.revocation import prune_revoked
from shared.bus.retention import prune_messages
from shared.db import Database


def pruning_task(database: Database) -> Callable[[], None]:
    """Declare `<service>.prune-messages` and return it."""

    @shared_task(name=f"{database.service}.prune-messages")
    def prune() -> None:
        """Delete messages and ended sessions that have done their work."""
        now = dt.datetime.now(dt.UTC)
        prune_messages(database, now)
        prune_revoked(database, now)

    return prune
