"""Sends what is due over this thread's connection to the relay, one commit before and one after."""

from __future__ import annotations

import datetime as dt
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.notifications.contacts.queries import find_mailboxes, find_willing
from services.notifications.database import database
from services.notifications.delivery.actions.ledger import (
    LETTERS,
    RECIPIENTS,
    Claimed,
    Ledger,
    ledger_connection,
)
from services.notifications.delivery.actions.mailings import finish_mailing, wake_lane
from services.notifications.delivery.gateways import Relay, RelayAway, relay_of_thread
from services.notifications.delivery.queries import get_mailing
from services.notifications.delivery.rules import (
    ANSWER,
    UNSUBSCRIBE,
    Envelope,
    HeaderInjection,
    MailPattern,
    Settlement,
    State,
    Verdict,
    letter,
    settle,
    sign_token,
)
from services.notifications.settings import NotificationsSettings
from services.notifications.templates.rules import compile_template
from shared.contracts.people import ALERTS
from shared.logs import get_logger

log = get_logger(__name__)

BATCH = 50
SLICE_SECONDS = 5.0
_DATABASE_AWAY_SECONDS = 0.5
_LANE_LOCKS = 0x4C414E45  # "LANE"


@dataclass(frozen=True)
class _Run:
    """What one slice of sending works with."""

    connection: Connection
    ledger: Ledger
    relay: Relay
    settings: NotificationsSettings
    hold: bool = False

    @property
    def lease(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.settings.lease_seconds)


def send_letters(settings: NotificationsSettings) -> None:
    """Send every letter that is due."""
    relay = relay_of_thread(settings.smtp_url, settings.mail_domain)
    with ledger_connection() as connection:
        run = _Run(connection, LETTERS, relay, settings)
        while _relay_opens(relay):
            held = LETTERS.claim(connection, count=BATCH, lease=run.lease)
            if not held or not _send_all(
                run, _still_wanted(run, held), lambda claimed: _letter(claimed, settings)
            ):
                return


def _still_wanted(run: _Run, held: Sequence[Claimed]) -> list[Claimed]:
    """Set those letters aside whose people have changed their mind while the letters waited."""
    asked = [c for c in held if c.row.purpose == ALERTS]
    with Session(run.connection) as session:
        willing = find_willing(session, [c.row.contact_id for c in asked], ALERTS)
    unwanted = [c for c in asked if c.row.contact_id not in willing]
    run.ledger.give_back(run.connection, unwanted, State.SUPPRESSED)
    return [c for c in held if c not in unwanted]


def send_campaign(campaign_id: uuid.UUID, lane: int, settings: NotificationsSettings) -> None:
    """Send what is due of a campaign for some seconds, then wake this lane again or finish.

    A lane is one connection to the relay: whoever comes second finds it taken and leaves.
    """
    with ledger_connection() as connection:
        if not _enter_lane(connection, campaign_id, lane):
            return
        try:
            more = _send_slice(connection, campaign_id, settings)
        finally:
            _leave_lane(connection, campaign_id, lane)
    if more:
        with database.transaction() as session:
            wake_lane(session, campaign_id, lane)
    else:
        finish_mailing(campaign_id)


def _send_slice(
    connection: Connection, campaign_id: uuid.UUID, settings: NotificationsSettings
) -> bool:
    """Send for a few seconds; True when more is due."""
    with Session(connection) as session:
        mailing = get_mailing(session, campaign_id)
    pattern = MailPattern(compile_template(mailing.subject, mailing.body), settings.mail_from)
    relay = relay_of_thread(settings.smtp_url, settings.mail_domain)
    run = _Run(connection, RECIPIENTS, relay, settings, mailing.hold_uncertain)
    ends_at = time.monotonic() + SLICE_SECONDS
    while _relay_opens(relay):
        held = RECIPIENTS.claim(connection, count=BATCH, lease=run.lease, of_campaign=campaign_id)
        if not held:
            return False
        mailable, make = _prepare(run, held, pattern, mailing.constants, mailing.purpose)
        if not _send_all(run, mailable, make):
            return False
        if time.monotonic() > ends_at:
            return True
    return False


def _prepare(
    run: _Run,
    held: Sequence[Claimed],
    pattern: MailPattern,
    constants: dict[str, str],
    purpose: str,
) -> tuple[list[Claimed], Callable[[Claimed], Envelope]]:
    """Set those aside who have asked for no more mail since; say how the others' mails are made."""
    with Session(run.connection) as session:
        mailboxes = find_mailboxes(session, [c.row.contact_id for c in held], purpose)
    suppressed = [c for c in held if c.row.contact_id not in mailboxes]
    run.ledger.give_back(run.connection, suppressed, State.SUPPRESSED)

    def make(claimed: Claimed) -> Envelope:
        mailbox = mailboxes[claimed.row.contact_id]
        return pattern.fill(
            to=mailbox.email,
            name=mailbox.name,
            message_id=f"<{claimed.id}@{run.settings.mail_domain}>",
            now=dt.datetime.now(dt.UTC),
            values={
                **constants,
                **claimed.row.values,
                **recipient_links(run.settings, claimed.id),
                "name": mailbox.name,
            },
        )

    return [c for c in held if c.row.contact_id in mailboxes], make


def recipient_links(settings: NotificationsSettings, recipient_id: uuid.UUID) -> dict[str, str]:
    """Return the personal links of a recipient by their placeholder."""
    root = f"{settings.public_url}/notifications"
    answer = sign_token(settings.secret_key, ANSWER, recipient_id)
    unsubscribe = sign_token(settings.secret_key, UNSUBSCRIBE, recipient_id)
    return {
        "answer_link": f"{root}/invitations/{answer}",
        "unsubscribe_link": f"{root}/unsubscribe/{unsubscribe}",
    }


def _letter(claimed: Claimed, settings: NotificationsSettings) -> Envelope:
    return letter(
        sender=settings.mail_from,
        to=claimed.row.to,
        subject=claimed.row.subject,
        text=claimed.row.text,
        calendar=claimed.row.calendar,
        message_id=f"<{claimed.id}@{settings.mail_domain}>",
        now=dt.datetime.now(dt.UTC),
    )


def _send_all(run: _Run, held: Sequence[Claimed], make: Callable[[Claimed], Envelope]) -> bool:
    """Send a batch, renewing its leases on the way; False when sending has to stop for now."""
    waiting = list(held)
    renew_at = time.monotonic() + run.settings.lease_seconds / 3
    try:
        while waiting:
            if time.monotonic() > renew_at:
                waiting = run.ledger.renew(run.connection, waiting, run.lease)
                renew_at = time.monotonic() + run.settings.lease_seconds / 3
            elif not _send_one(run, waiting.pop(0), make):
                return False
    except RelayAway as error:
        log.warning("relay_away", error=str(error))
        return False
    finally:
        run.ledger.give_back(run.connection, waiting)
    return True


def _send_one(run: _Run, claimed: Claimed, make: Callable[[Claimed], Envelope]) -> bool:
    """Send one mail and write what became of it; False when no more may be sent."""

    def settled(verdict: Verdict, words: str) -> bool:
        settlement = settle(
            verdict,
            attempts=claimed.row.attempts,
            doubtful=claimed.row.doubtful,
            hold=run.hold,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        )
        try:
            return run.ledger.settle(run.connection, claimed, settlement, words)
        except OperationalError:
            _settle_late(run, claimed, settlement, words)
            raise

    try:
        envelope = make(claimed)
    except (HeaderInjection, KeyError) as error:
        return settled(Verdict.REFUSED, f"The mail could not be written: {error}")
    try:
        reply = run.relay.send(
            envelope, lambda: run.ledger.mark_handed(run.connection, claimed, run.lease)
        )
    except RelayAway as error:
        settled(Verdict.DEFERRED, str(error))
        raise
    if reply.verdict is Verdict.ABANDONED:
        run.ledger.give_back(run.connection, [claimed])
        return False
    return settled(reply.verdict, reply.words)


def _settle_late(run: _Run, claimed: Claimed, settlement: Settlement, words: str) -> None:
    """Write a result once the database is back, as long as the lease lasts: nobody else knows it."""
    deadline = time.monotonic() + run.settings.lease_seconds
    while time.monotonic() < deadline:
        try:
            with ledger_connection() as connection:
                run.ledger.settle(connection, claimed, settlement, words)
        except OperationalError:
            time.sleep(_DATABASE_AWAY_SECONDS)
        else:
            return


def _relay_opens(relay: Relay) -> bool:
    """False when the relay is away: then nothing is claimed, and the sweep comes back to it."""
    try:
        relay.open()
    except RelayAway as error:
        log.warning("relay_away", error=str(error))
        return False
    return True


def _enter_lane(connection: Connection, campaign_id: uuid.UUID, lane: int) -> bool:
    lock = func.pg_try_advisory_lock(_LANE_LOCKS, func.hashtext(f"{campaign_id} {lane}"))
    return bool(connection.scalar(select(lock)))


def _leave_lane(connection: Connection, campaign_id: uuid.UUID, lane: int) -> None:
    if connection.invalidated:
        return  # PostgreSQL let go of the lock with the connection
    lock = func.pg_advisory_unlock(_LANE_LOCKS, func.hashtext(f"{campaign_id} {lane}"))
    connection.execute(select(lock))
