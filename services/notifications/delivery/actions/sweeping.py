"""Finds what a lost worker, a lost wake-up or a relay that was away left behind."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.notifications.database import database
from services.notifications.delivery.actions.claims import expire_claims
from services.notifications.delivery.actions.ledger import LETTERS, ledger_connection
from services.notifications.delivery.actions.mailings import (
    cancel_waiting,
    finish_mailing,
    wake_lanes,
)
from services.notifications.delivery.gateways import bank_holidays
from services.notifications.delivery.models import Letter
from services.notifications.delivery.queries import list_due_mailings, list_unfinished_mailings
from services.notifications.delivery.rules import State, next_open
from shared.bus import enqueue
from shared.logs import get_logger

log = get_logger(__name__)


def sweep(*, lanes: int) -> None:
    """Return lost mails to the queue, wake workers for all that is due, finish what is done."""
    with ledger_connection() as connection:
        lost = expire_claims(connection) + LETTERS.expire(connection)
    now = dt.datetime.now(dt.UTC)
    working_hours = next_open(now, bank_holidays()) <= now
    with database.transaction() as session:
        cancel_waiting(session)
        for mailing_id in list_due_mailings(session, working_hours=working_hours):
            wake_lanes(session, mailing_id, lanes)
        if _letters_due(session):
            enqueue(session, "notifications.send-letters")
        unfinished = list_unfinished_mailings(session)
    if lost:
        log.warning("mails_found_lost", count=lost)
    for mailing_id in unfinished:
        finish_mailing(mailing_id)


def _letters_due(session: Session) -> bool:
    due = select(Letter.id).where(Letter.state == State.QUEUED, Letter.due_at <= func.now())
    return bool(session.scalar(select(exists(due))))
