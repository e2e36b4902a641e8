"""The tick that writes to people about what is new for their saved searches."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from services.catalogue.alerts.actions import Links, forget_unconfirmed, send_due
from services.catalogue.settings import read_settings
from shared.logs import get_logger
from shared.refusals import Unavailable

log = get_logger(__name__)


@shared_task(name="catalogue.send-alerts")
def send_alerts() -> None:
    """Write what is due; without an index everything stays due."""
    settings = read_settings()
    now = dt.datetime.now(dt.UTC)
    forget_unconfirmed(now)
    try:
        written = send_due(settings.index_dir, Links(settings.public_url, settings.secret_key), now)
    except Unavailable:
        log.warning("alerts_wait_for_the_index")
        return
    if written:
        log.info("alerts_written", letters=written)
