"""Every read of the ledger."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import case, exists, func, literal, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.delivery.models import (
    Attempt,
    Claim,
    Letter,
    Mailing,
    MailingCount,
    Recipient,
)
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


def list_attempts(session: Session, recipient_id: uuid.UUID, limit: int = 50) -> list[Attempt]:
    """Return the tries of a recipient that did not simply succeed, in their order."""
    query = select(Attempt).where(Attempt.recipient_id == recipient_id)
    return list(session.scalars(query.order_by(Attempt.id).limit(limit)))


def find_state(session: Session, recipient_id: uuid.UUID) -> str | None:
    """Return where a recipient's mail stands at this moment."""
    query = (
        select(state_now())
        .select_from(Recipient)
        .outerjoin(Claim, (Claim.id == Recipient.claim_id) & Claim.ended_at.is_(None))
        .where(Recipient.id == recipient_id)
    )
    return session.scalar(query)


def count_states(session: Session, mailing: Mailing) -> dict[State, int]:
    """Return how many recipients are in each state; every state is there, and they add up to all.

    The cost does not grow with the audience: the counters know what the recipients' rows say, and the
    claims that are open know how many of their leased ones are sent. Who has no row yet is queued.
    """
    counters = select(
        *[func.coalesce(func.sum(getattr(MailingCount, state)), 0).label(state) for state in State]
    ).where(MailingCount.mailing_id == mailing.id)
    told = select(func.coalesce(func.sum(Claim.sent), 0)).where(
        Claim.mailing_id == mailing.id, Claim.ended_at.is_(None)
    )
    row = session.execute(counters.add_columns(told.scalar_subquery().label("told"))).one()
    counts = {state: int(getattr(row, state)) for state in State}
    counts[State.QUEUED] += mailing.recipients - sum(counts.values())
    counts[State.LEASED] -= int(row.told)
    counts[State.SENT] += int(row.told)
    return counts


def state_now() -> ColumnElement[str]:
    """The state of a recipient outer-joined with their open claim: what the claim tells counts."""
    told = (Recipient.state == State.LEASED) & (Recipient.position < Claim.done)
    return case((told, State.SENT), else_=Recipient.state)


def get_progress(session: Session, mailing: Mailing) -> Progress:
    """Return how far a mailing is, its rate over the last ten seconds and when it will be done."""
    counts = count_states(session, mailing)
    now = session.scalars(select(func.now())).one()
    since = now - dt.timedelta(seconds=_RATE_SECONDS)
    lately = session.scalar(
        select(func.sum(Claim.sent)).where(
            Claim.mailing_id == mailing.id, or_(Claim.ended_at > since, Claim.ended_at.is_(None))
        )
    )
    begun = max(mailing.started_at, mailing.starts_at)
    seconds = min(_RATE_SECONDS, max(1.0, (now - begun).total_seconds()))
    rate = (lately or 0) / seconds
    waiting = counts[State.QUEUED] + counts[State.LEASED]
    sending = mailing.state == MailingState.SENDING and rate > 0
    finishes_at = now + dt.timedelta(seconds=waiting / rate) if sending else mailing.finished_at
    return Progress(mailing.state, mailing.recipients, counts, round(rate, 1), finishes_at)


def list_due_mailings(session: Session, *, working_hours: bool) -> list[uuid.UUID]:
    """Return the mailings that have something to send now; `working_hours` says whether it is those."""
    due = exists(
        select(Recipient.id).where(
            Recipient.campaign_id == Mailing.id,
            Recipient.state == State.QUEUED,
            Recipient.due_at <= func.now(),
        )
    )
    query = select(Mailing.id).where(
        Mailing.state == MailingState.SENDING, Mailing.starts_at <= func.now(), due
    )
    if not working_hours:
        query = query.where(~Mailing.working_hours)
    return list(session.scalars(query.order_by(Mailing.id).limit(100)))


def list_half_queued(session: Session) -> list[uuid.UUID]:
    """Return the mailings some of whose recipients have no row yet."""
    people = sum((getattr(MailingCount, state) for state in State), start=literal(0))
    queued = select(func.coalesce(func.sum(people), 0)).where(MailingCount.mailing_id == Mailing.id)
    query = select(Mailing.id).where(
        Mailing.finished_at.is_(None), Mailing.recipients > queued.scalar_subquery()
    )
    return list(session.scalars(query.order_by(Mailing.id).limit(100)))


def list_unfinished_mailings(session: Session) -> list[uuid.UUID]:
    """Return the mailings that nobody has called finished yet."""
    query = select(Mailing.id).where(
        Mailing.finished_at.is_(None), Mailing.state != MailingState.PAUSED
    )
    return list(session.scalars(query.order_by(Mailing.id).limit(100)))


@dataclass(frozen=True)
class ListedRecipient:
    """A recipient with where their mail stands at this moment."""

    recipient: Recipient
    state: str


def list_recipients(
    session: Session,
    mailing_id: uuid.UUID,
    *,
    state: str | None,
    limit: int,
    cursor: str | None,
) -> Page[ListedRecipient]:
    """Return a page of a mailing's ledger, by council."""
    query = (
        select(Recipient)
        .outerjoin(Claim, (Claim.id == Recipient.claim_id) & Claim.ended_at.is_(None))
        .where(Recipient.campaign_id == mailing_id)
    )
    if state:
        query = query.where(state_now() == state)
    if state and state != State.SENT:
        query = query.where(Recipient.state == state)
    key = [Recipient.organisation_name, Recipient.id]
    page = keyset_page(session, query, key, limit=limit, cursor=cursor)
    ids = [recipient.id for recipient in page.items]
    states = session.execute(
        select(Recipient.id, state_now().label("now"))
        .outerjoin(Claim, (Claim.id == Recipient.claim_id) & Claim.ended_at.is_(None))
        .where(Recipient.id.in_(ids))
    )
    found = {row.id: row.now for row in states}
    return Page([ListedRecipient(one, found[one.id]) for one in page.items], page.next)
