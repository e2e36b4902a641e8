"""Ticks and wake-ups of the programme."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.events.programme.actions import showcase_sessions


@shared_task(name="events.showcase-sessions")
def showcase() -> None:
    """Tell the catalogue about every session of an ended edition that it does not know of."""
    while showcase_sessions(dt.datetime.now(dt.UTC)):
        pass
