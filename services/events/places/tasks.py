"""Ticks of places."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.events.places.actions import expire_offers
from services.events.settings import read_settings


@shared_task(name="events.expire-offers")
def expire() -> None:
    """Let offers run out, and offer their seats to the reserves."""
    expire_offers(read_settings().public_url, dt.datetime.now(dt.UTC))
