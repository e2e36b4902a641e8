"""Ticks of applications."""

from __future__ import annotations

from celery import shared_task

from services.events.applications.actions import match_councils


@shared_task(name="events.match-councils")
def match() -> None:
    """Find the councils of applications that came before the register."""
    match_councils()
