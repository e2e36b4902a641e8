"""The tick that forgets old counts."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.catalogue.needs.actions import forget_old_searches


@shared_task(name="catalogue.forget-old-searches")
def forget() -> None:
    """Delete counts older than the board compares."""
    forget_old_searches(dt.datetime.now(dt.UTC).date())
