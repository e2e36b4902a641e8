"""Ticks of applications."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.events.applications.actions import match_councils, open_calls
from services.events.settings import read_settings


@shared_task(name="events.match-councils")
def match() -> None:
    """Find the councils of applications that came before the register."""
    match_councils()


@shared_task(name="events.open-calls")
def send_forms() -> None:
    """Mail the form to those who registered interest in a call that has opened."""
    while open_calls(read_settings().public_url, dt.datetime.now(dt.UTC)):
        pass
