"""Ticks that keep the tables small."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.notifications.database import database
from shared.auth.revocation import prune_revoked
from shared.bus.retention import prune_messages


@shared_task(name="notifications.prune-messages")
def prune() -> None:
    """Delete messages and ended sessions that have done their work."""
    now = dt.datetime.now(dt.UTC)
    prune_messages(database, now)
    prune_revoked(database, now)
