"""Wake-up calls of campaigns."""

from __future__ import annotations

from celery import shared_task

from services.notifications.campaigns.actions import queue_waiting


@shared_task(name="notifications.queue-recipients")
def queue_recipients() -> None:
    """Go on queueing the recipients of campaigns that are too large for one transaction."""
    queue_waiting()
