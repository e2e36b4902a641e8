"""Mailings: starting, pausing, resuming, cancelling and finishing the sending of a campaign."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Select, case, func, insert, literal, literal_column, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.database import database
from services.notifications.delivery.actions.claims import stop_claims
from services.notifications.delivery.models import Mailing, Recipient
from services.notifications.delivery.queries import count_states, get_mailing
from services.notifications.delivery.rules import MailingState, State
from shared.bus import enqueue, publish
from shared.contracts.notifications import CampaignFinished
from shared.refusals import Conflict

# shared.db.new_id in SQL: the milliseconds before 74 random bits (RFC 9562, section 5.7).
_NEW_ID: ColumnElement[uuid.UUID] = literal_column(
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send("
    "(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),"
    " 'hex')::uuid"
)
QUEUED_AT_ONCE = 5000
_UNFINISHED = (State.QUEUED, State.LEASED, State.HELD)


def start_mailing(session: Session, mailing: Mailing, audience: Select[Any], *, lanes: int) -> bool:
    """Freeze a mailing and queue its first recipients, in the transaction that is open.

    Returns whether there are more: then `queue_recipients` has to be called until there are none.
    `audience` selects position, contact_id, organisation_id, organisation_name and values of each
    recipient, in the order of the position; `mailing.recipients` is how many they are.
    """
    session.add(mailing)
    session.flush()
    more = queue_recipients(session, mailing, audience)
    wake_lanes(session, mailing.id, lanes)
    return more


def queue_recipients(session: Session, mailing: Mailing, audience: Select[Any]) -> bool:
    """Queue the next recipients of the approved audience; returns whether there are more.

    The rows go from table to table inside PostgreSQL, so memory does not grow with the audience, and
    a batch that is cut off is done again from where the last one ended.
    """
    people = audience.subquery("audience").c
    after = -1 if mailing.queued_to is None else mailing.queued_to
    batch = select(*people).where(people.position > after).order_by(people.position)
    taken = batch.limit(QUEUED_AT_ONCE).cte("taken")
    columns = ["contact_id", "organisation_id", "organisation_name", "values", "id", "campaign_id"]
    rows = select(*[taken.c[name] for name in columns[:4]], _NEW_ID, literal(mailing.id))
    queued = insert(Recipient).from_select(columns, rows.order_by(taken.c.position))
    found = select(func.max(taken.c.position).label("last"), func.count().label("people"))
    done = session.execute(found.add_cte(queued.returning(Recipient.id).cte("queued"))).one()
    if done.last is not None:
        mailing.queued_to = done.last
    return bool(done.people == QUEUED_AT_ONCE)


def pause_mailing(session: Session, mailing_id: uuid.UUID) -> None:
    """Stop after the mails in flight. Raises Conflict unless it is sending."""
    _change(session, mailing_id, MailingState.SENDING, MailingState.PAUSED)
    stop_claims(session.connection(), mailing_id)


def resume_mailing(session: Session, mailing_id: uuid.UUID, *, lanes: int) -> None:
    """Go on. Raises Conflict unless it is paused."""
    _change(session, mailing_id, MailingState.PAUSED, MailingState.SENDING)
    wake_lanes(session, mailing_id, lanes)


def cancel_mailing(session: Session, mailing_id: uuid.UUID) -> None:
    """Send no more, for good; mails in flight end as they will. Raises Conflict when it is over."""
    mailing = get_mailing(session, mailing_id, lock=True)
    if mailing.state not in {MailingState.SENDING, MailingState.PAUSED}:
        raise Conflict("This campaign has ended already.")
    mailing.state = MailingState.CANCELLED
    session.flush()
    stop_claims(session.connection(), mailing_id)
    cancel_waiting(session)
    enqueue(session, "notifications.sweep-campaigns")


def decide_held(session: Session, mailing_id: uuid.UUID, *, send_again: bool, lanes: int) -> int:
    """Send held mails again, or leave them as uncertain; returns how many were decided."""
    mailing = get_mailing(session, mailing_id, lock=True)
    decided = session.execute(
        update(Recipient)
        .where(Recipient.campaign_id == mailing.id, Recipient.state == State.HELD)
        .values(
            state=State.QUEUED if send_again else State.UNCERTAIN,
            due_at=func.now(),
            settled_at=None if send_again else func.now(),
        )
        .returning(Recipient.id)
    ).all()
    wake_lanes(session, mailing.id, lanes)
    return len(decided)


def finish_mailing(mailing_id: uuid.UUID) -> bool:
    """Finish a mailing and say so once, when nobody in it waits any more; True if that was now."""
    with database.transaction() as session:
        mailing = get_mailing(session, mailing_id, lock=True)
        counts = count_states(session, mailing)
        waiting = sum(counts[state] for state in _UNFINISHED)
        if mailing.finished_at is not None or waiting or mailing.state == MailingState.PAUSED:
            return False
        mailing.finished_at = dt.datetime.now(dt.UTC)
        if mailing.state == MailingState.SENDING:
            mailing.state = MailingState.FINISHED
        _say_finished(session, mailing, counts)
    return True


def cancel_waiting(session: Session) -> None:
    """End what waits in cancelled mailings; what may have come once already stays uncertain."""
    cancelled = select(Mailing.id).where(
        Mailing.state == MailingState.CANCELLED, Mailing.finished_at.is_(None)
    )
    session.execute(
        update(Recipient)
        .where(
            Recipient.campaign_id.in_(cancelled),
            Recipient.state.in_([State.QUEUED, State.HELD]),
        )
        .values(
            state=case((Recipient.doubtful, State.UNCERTAIN), else_=State.CANCELLED),
            settled_at=func.now(),
        )
    )


def wake_lanes(session: Session, mailing_id: uuid.UUID, lanes: int) -> None:
    """Wake a worker for each connection the campaign may send on."""
    for lane in range(lanes):
        wake_lane(session, mailing_id, lane)


def wake_lane(session: Session, mailing_id: uuid.UUID, lane: int) -> None:
    """Wake a worker for one of a campaign's connections."""
    enqueue(session, "notifications.send-campaign", campaign_id=str(mailing_id), lane=lane)


def _change(
    session: Session, mailing_id: uuid.UUID, before: MailingState, after: MailingState
) -> None:
    mailing = get_mailing(session, mailing_id, lock=True)
    if mailing.state != before:
        raise Conflict(
            f"This campaign is {mailing.state}. Only one that is {before} can be {after}."
        )
    mailing.state = after


def _say_finished(session: Session, mailing: Mailing, counts: dict[State, int]) -> None:
    data = {
        "campaign_id": mailing.id,
        "edition_id": mailing.edition_id,
        "name": mailing.name,
        "recipients": mailing.recipients,
        "sent": counts[State.SENT],
        "suppressed": counts[State.SUPPRESSED],
        "failed": counts[State.FAILED],
        "uncertain": counts[State.UNCERTAIN],
        "cancelled": counts[State.CANCELLED],
        "finished_at": mailing.finished_at,
    }
    publish(session, CampaignFinished, mailing.id, version=1, data=data)
