"""Ticks of proposals."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.events.proposals.actions import prune_drafts


@shared_task(name="events.prune-drafts")
def prune() -> None:
    """Delete the drafts of the open call that nobody sent in."""
    while prune_drafts(dt.datetime.now(dt.UTC)):
        pass
