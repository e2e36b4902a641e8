"""Every read of the ledger."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.notifications.delivery.models import Letter, Mailing, Recipient
from services.notifications.delivery.rules import MailingState, State
from shared.db import Page, keyset_page
from shared.refusals import NotFound

_RATE_SECONDS = 10


@dataclass(frozen=True)
class Progress:
    """How far the sending of a campaign is; the counts add up to `recipients`."""

    state: str
    recipients: int
    counts: dict[State, int]
    rate_per_second: float
    finishes_at: dt.datetime | None

    @property
    def waiting(self) -> int:
        """How many mails are still to leave."""
        return self.counts[State.QUEUED] + self.counts[State.LEASED]


def find_letter(session: Session, key: str) -> Letter | None:
    """Return the letter that was asked for by a key."""
    return session.scalar(select(Letter).where(Letter.key == key))


def find_mailing(session: Session, mailing_id: uuid.UUID) -> Mailing | None:
    """Return what a campaign sends, None before its sending began."""
    return session.get(Mailing, mailing_id)


def get_mailing(session: Session, mailing_id: uuid.UUID, *, lock: bool = False) -> Mailing:
    """Return what a campaign sends. Raises NotFound before its sending began."""
    mailing = session.get(Mailing, mailing_id, with_for_update=lock)
    if mailing is None:
        raise NotFound("This campaign has not been sent.")
    return mailing


def get_recipient(session: Session, recipient_id: uuid.UUID, *, lock: bool = False) -> Recipient:
    """Return one row of a mailing's ledger. Raises NotFound."""
    recipient = session.get(Recipient, recipient_id, with_for_update=lock)
    if recipient is None:
        raise NotFound("There is no such invitation any more.")
    return recipient


def count_states(session: Session, mailing_id: uuid.UUID) -> dict[State, int]:
    """Return how many recipients are in each state; every state is there."""
    rows = session.execute(
        select(Recipient.state, func.count())
        .where(Recipient.campaign_id == mailing_id)
        .group_by(Recipient.state)
    )
    found = {State(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in State}


def get_progress(session: Session, mailing: Mailing) -> Progress:
    """Return how far a mailing is, its rate over the last ten seconds and when it will be done."""
    counts = count_states(session, mailing.id)
    now = session.scalars(select(func.now())).one()
    since = now - dt.timedelta(seconds=_RATE_SECONDS)
    lately = session.scalar(
        select(func.count()).where(
            Recipient.campaign_id == mailing.id,
            Recipient.state.in_([State.SENT, State.UNCERTAIN]),
            Recipient.settled_at > since,
        )
    )
    seconds = min(_RATE_SECONDS, max(1.0, (now - mailing.started_at).total_seconds()))
    rate = (lately or 0) / seconds
    waiting = counts[State.QUEUED] + counts[State.LEASED]
    sending = mailing.state == MailingState.SENDING and rate > 0
    finishes_at = now + dt.timedelta(seconds=waiting / rate) if sending else mailing.finished_at
    return Progress(mailing.state, mailing.recipients, counts, round(rate, 1), finishes_at)


def list_due_mailings(session: Session) -> list[uuid.UUID]:
    """Return the mailings that have something to send now."""
    due = exists(
        select(Recipient.id).where(
            Recipient.campaign_id == Mailing.id,
            Recipient.state == State.QUEUED,
            Recipient.due_at <= func.now(),
        )
    )
    query = select(Mailing.id).where(Mailing.state == MailingState.SENDING, due)
    return list(session.scalars(query.order_by(Mailing.id).limit(100)))


def list_unfinished_mailings(session: Session) -> list[uuid.UUID]:
    """Return the mailings that nobody has called finished yet."""
    query = select(Mailing.id).where(
        Mailing.finished_at.is_(None), Mailing.state != MailingState.PAUSED
    )
    return list(session.scalars(query.order_by(Mailing.id).limit(100)))


def list_recipients(
    session: Session,
    mailing_id: uuid.UUID,
    *,
    state: str | None,
    limit: int,
    cursor: str | None,
) -> Page[Recipient]:
    """Return a page of a mailing's ledger, by council."""
    query = select(Recipient).where(Recipient.campaign_id == mailing_id)
    if state:
        query = query.where(Recipient.state == state)
    key = [Recipient.organisation_name, Recipient.id]
    return keyset_page(session, query, key, limit=limit, cursor=cursor)
