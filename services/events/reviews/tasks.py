"""Ticks of the waiting list."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.events.reviews.actions import offer_places
from services.events.settings import read_settings


@shared_task(name="events.offer-places")
def offer() -> None:
    """End the offers that nobody took, and offer free places to who waits."""
    offer_places(read_settings().public_url, dt.datetime.now(dt.UTC))
