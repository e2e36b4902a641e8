"""Ticks that keep the tables small."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.notifications.database import database
from services.notifications.settings import read_settings
from services.notifications.upkeep.actions import apply_retention, mark_bounced_addresses
from services.notifications.upkeep.rules import kept_from
from shared.pruning import pruning_task

prune = pruning_task(database)


@shared_task(name="notifications.apply-retention")
def retain() -> None:
    """Remove texts and people that were kept long enough."""
    settings, now = read_settings(), dt.datetime.now(dt.UTC)
    kept = kept_from(
        now, bodies_days=settings.bodies_kept_days, contacts_months=settings.contacts_kept_months
    )
    apply_retention(kept, now)


@shared_task(name="notifications.mark-bounced")
def mark_bounced() -> None:
    """Mark addresses that a relay said nobody has."""
    mark_bounced_addresses()
