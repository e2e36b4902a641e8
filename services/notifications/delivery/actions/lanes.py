"""Sends what is due of a campaign: a lane is one connection to the relay, worked for some seconds."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Sequence

import psycopg
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.notifications.contacts.queries import find_mailboxes
from services.notifications.database import database
from services.notifications.delivery.actions.claims import (
    Claimed,
    claim_recipients,
    suppress_claimed,
)
from services.notifications.delivery.actions.handing import Handing, Mail
from services.notifications.delivery.actions.journal import journal_of_thread
from services.notifications.delivery.actions.ledger import ledger_connection
from services.notifications.delivery.actions.mailings import finish_mailing, wake_lane
from services.notifications.delivery.actions.writing import PersonalMails
from services.notifications.delivery.gateways import (
    Relay,
    bank_holidays,
    relay_of_thread,
)
from services.notifications.delivery.models import Mailing
from services.notifications.delivery.queries import get_mailing
from services.notifications.delivery.rules import next_open
from services.notifications.settings import NotificationsSettings
from shared.logs import get_logger

log = get_logger(__name__)

BATCH = 50
SLICE_SECONDS = 5.0
_LANE_LOCKS = 0x4C414E45  # "LANE"


def send_campaign(campaign_id: uuid.UUID, lane: int, settings: NotificationsSettings) -> None:
    """Send what is due of a campaign for some seconds, then wake this lane again or finish.

    Whoever comes second to a lane finds it taken and leaves.
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
    mails = PersonalMails(mailing, settings)
    relay = relay_of_thread(settings.smtp_url, settings.mail_domain)
    lease = dt.timedelta(seconds=settings.lease_seconds)
    ends_at = time.monotonic() + SLICE_SECONDS
    while _is_open(mailing) and relay.opens():
        held = claim_recipients(connection, campaign_id, count=BATCH, lease=lease)
        if not held:
            return False
        if not _hand_over(connection, relay, mailing, mails, held):
            return False
        if time.monotonic() > ends_at:
            return True
    return False


def _hand_over(
    connection: Connection,
    relay: Relay,
    mailing: Mailing,
    mails: PersonalMails,
    held: Sequence[Claimed],
) -> bool:
    """Set those aside who have asked for no more mail since, and hand the others' mails over."""
    settings = mails.settings
    claim_id = held[0].claim_id
    with Session(connection) as session:
        mailboxes = find_mailboxes(session, [c.contact_id for c in held], mailing.purpose)
    refusing = [c.position for c in held if c.contact_id not in mailboxes]
    suppress_claimed(connection, claim_id, refusing)
    wanted: list[Mail] = [
        mails.write(c, mailboxes[c.contact_id]) for c in held if c.contact_id in mailboxes
    ]
    journal = journal_of_thread(database.url, to_disk=settings.mail_marks_to_disk)
    handing = Handing(
        connection, relay, journal, settings, mailing.hold_uncertain, claim_id, wanted
    )
    return handing.run()


def _is_open(mailing: Mailing) -> bool:
    """False outside working hours for a campaign that keeps to them."""
    now = dt.datetime.now(dt.UTC)
    return not mailing.working_hours or next_open(now, bank_holidays()) <= now


def _enter_lane(connection: Connection, campaign_id: uuid.UUID, lane: int) -> bool:
    lock = func.pg_try_advisory_lock(_LANE_LOCKS, func.hashtext(f"{campaign_id} {lane}"))
    return bool(connection.scalar(select(lock)))


def _leave_lane(connection: Connection, campaign_id: uuid.UUID, lane: int) -> None:
    """Let the next one in; a connection that broke has let go of the lock with it."""
    if connection.invalidated:
        return
    lock = func.pg_advisory_unlock(_LANE_LOCKS, func.hashtext(f"{campaign_id} {lane}"))
    try:
        connection.execute(select(lock))
    except (OperationalError, psycopg.OperationalError):
        log.warning("lane_left_with_its_connection", campaign=str(campaign_id), lane=lane)
