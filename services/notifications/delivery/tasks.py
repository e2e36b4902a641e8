"""Wake-up calls: send letters, send a campaign, look for what was lost."""

from __future__ import annotations

import uuid

from celery import shared_task

from services.notifications.delivery.actions import send_campaign, send_letters, sweep
from services.notifications.settings import read_settings


@shared_task(name="notifications.send-letters")
def letters() -> None:
    """Send the letters that are due."""
    send_letters(read_settings())


@shared_task(name="notifications.send-campaign")
def campaign(campaign_id: str, lane: int) -> None:
    """Send what is due of a campaign on one connection."""
    send_campaign(uuid.UUID(campaign_id), lane, read_settings())


@shared_task(name="notifications.sweep-campaigns")
def find_lost() -> None:
    """Find lost work and wake workers for all that is due."""
    sweep(lanes=read_settings().mail_lanes)
