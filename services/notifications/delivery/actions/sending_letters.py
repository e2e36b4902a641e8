"""Sends the letters that are due over this thread's connection, one commit before and one after."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.notifications.contacts.queries import find_willing
from services.notifications.delivery.actions.ledger import LETTERS, Claimed, ledger_connection
from services.notifications.delivery.gateways import Relay, RelayAway, relay_of_thread
from services.notifications.delivery.rules import (
    Envelope,
    HeaderInjection,
    Settlement,
    State,
    Verdict,
    letter,
    settle,
)
from services.notifications.settings import NotificationsSettings
from shared.contracts.people import ALERTS
from shared.logs import get_logger

log = get_logger(__name__)

_BATCH = 50
_DATABASE_AWAY_SECONDS = 0.5


@dataclass(frozen=True)
class _Run:
    """What one round of sending works with."""

    connection: Connection
    relay: Relay
    settings: NotificationsSettings

    @property
    def lease(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.settings.lease_seconds)


def send_letters(settings: NotificationsSettings) -> None:
    """Send every letter that is due."""
    relay = relay_of_thread(settings.smtp_url, settings.mail_domain)
    with ledger_connection() as connection:
        run = _Run(connection, relay, settings)
        while relay.opens():
            held = LETTERS.claim(connection, count=_BATCH, lease=run.lease)
            if not held or not _send_all(run, _still_wanted(run, held)):
                return


def _still_wanted(run: _Run, held: Sequence[Claimed]) -> list[Claimed]:
    """Set those letters aside whose people have changed their mind while the letters waited."""
    asked = [c for c in held if c.row.purpose == ALERTS]
    with Session(run.connection) as session:
        willing = find_willing(session, [c.row.contact_id for c in asked], ALERTS)
    unwanted = [c for c in asked if c.row.contact_id not in willing]
    LETTERS.give_back(run.connection, unwanted, State.SUPPRESSED)
    return [c for c in held if c not in unwanted]


def _send_all(run: _Run, held: Sequence[Claimed]) -> bool:
    """Send a batch, renewing its leases on the way; False when sending has to stop for now."""
    waiting = list(held)
    renew_at = time.monotonic() + run.settings.lease_seconds / 3
    try:
        while waiting:
            if time.monotonic() > renew_at:
                waiting = LETTERS.renew(run.connection, waiting, run.lease)
                renew_at = time.monotonic() + run.settings.lease_seconds / 3
            elif not _send_one(run, waiting.pop(0)):
                return False
    except RelayAway as error:
        log.warning("relay_away", error=str(error))
        return False
    finally:
        LETTERS.give_back(run.connection, waiting)
    return True


def _send_one(run: _Run, claimed: Claimed) -> bool:
    """Send one letter and write what became of it; False when no more may be sent."""
    try:
        envelope = _written(claimed, run.settings)
    except HeaderInjection as error:
        return _settled(run, claimed, Verdict.REFUSED, f"The mail could not be written: {error}")
    try:
        reply = run.relay.send(
            envelope, lambda: LETTERS.mark_handed(run.connection, claimed, run.lease)
        )
    except RelayAway as error:
        _settled(run, claimed, Verdict.DEFERRED, str(error))
        raise
    if reply.verdict is Verdict.ABANDONED:
        LETTERS.give_back(run.connection, [claimed])
        return False
    return _settled(run, claimed, reply.verdict, reply.words)


def _settled(run: _Run, claimed: Claimed, verdict: Verdict, words: str) -> bool:
    settlement = settle(
        verdict,
        attempts=claimed.row.attempts,
        doubtful=claimed.row.doubtful,
        hold=False,
        jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
    )
    try:
        return LETTERS.settle(run.connection, claimed, settlement, words)
    except OperationalError:
        _settle_late(run, claimed, settlement, words)
        raise


def _written(claimed: Claimed, settings: NotificationsSettings) -> Envelope:
    return letter(
        sender=settings.mail_from,
        to=claimed.row.to,
        subject=claimed.row.subject,
        text=claimed.row.text,
        calendar=claimed.row.calendar,
        message_id=f"<{claimed.id}@{settings.mail_domain}>",
        now=dt.datetime.now(dt.UTC),
    )


def _settle_late(run: _Run, claimed: Claimed, settlement: Settlement, words: str) -> None:
    """Write a result once the database is back, as long as the lease lasts: nobody else knows it."""
    deadline = time.monotonic() + run.settings.lease_seconds
    while time.monotonic() < deadline:
        try:
            with ledger_connection() as connection:
                LETTERS.settle(connection, claimed, settlement, words)
        except OperationalError:
            time.sleep(_DATABASE_AWAY_SECONDS)
        else:
            return
