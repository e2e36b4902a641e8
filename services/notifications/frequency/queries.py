"""Reads who has had, or is about to get, as many mails in a week as they bear."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Contact, Preference
from services.notifications.contacts.queries import people_for
from services.notifications.delivery.models import Letter, Recipient
from services.notifications.delivery.rules import State
from services.notifications.frequency.rules import WINDOW, next_turn
from shared.contracts.people import SERVICE

_COUNTED = (State.QUEUED, State.LEASED, State.HELD, State.SENT, State.UNCERTAIN)


def audience_people(
    purpose: str, *, default_cap: int, topics: Sequence[str] = ()
) -> Select[*tuple[Any, ...]]:
    """Select every contact as `people_for` does, with `over_budget`.

    True for whom one more mail now would be more than their own weekly cap, or `default_cap`.
    Counts invitations, bulletins and alerts of the last seven days and those that wait; two index
    look-ups a contact, so a batch costs what its contacts cost, however large the ledger is.
    """
    cap = func.coalesce(Preference.weekly_cap, default_cap)
    over = _mails_of(Contact.id) + _letters_of(Contact.id) >= cap
    return people_for(purpose, topics).add_columns(over.label("over_budget"))


def find_turn(
    session: Session, contact_id: uuid.UUID, *, default_cap: int, now: dt.datetime
) -> dt.datetime:
    """Return when one more mail may go to a contact: now, or when their budget or pause allows it.

    Takes a lock on the contact until the transaction ends, so that two letters at a time count each
    other.
    """
    session.execute(select(Contact.id).where(Contact.id == contact_id).with_for_update())
    wish = session.get(Preference, contact_id)
    return next_turn(
        list_uses(session, contact_id),
        cap=wish.weekly_cap if wish and wish.weekly_cap else default_cap,
        paused_until=wish.paused_until if wish else None,
        now=now,
    )


def list_uses(session: Session, contact_id: uuid.UUID) -> list[dt.datetime]:
    """Return when a contact got, or is to get, each mail that counts now; latest last."""
    mails = select(func.coalesce(Recipient.settled_at, Recipient.due_at).label("at")).where(
        *_counted_mails(contact_id)
    )
    letters = select(func.coalesce(Letter.settled_at, Letter.due_at).label("at")).where(
        *_counted_letters(contact_id)
    )
    uses = union_all(mails, letters).subquery("uses")
    return list(session.scalars(select(uses.c.at).order_by(uses.c.at.desc()).limit(200)))[::-1]


def _mails_of(contact_id: Any) -> ColumnElement[int]:
    query = select(func.count()).select_from(Recipient).where(*_counted_mails(contact_id))
    return query.scalar_subquery()


def _letters_of(contact_id: Any) -> ColumnElement[int]:
    query = select(func.count()).select_from(Letter).where(*_counted_letters(contact_id))
    return query.scalar_subquery()


def _counted_mails(contact_id: Any) -> list[ColumnElement[bool]]:
    recent = or_(Recipient.settled_at.is_(None), Recipient.settled_at > func.now() - WINDOW)
    return [Recipient.contact_id == contact_id, Recipient.state.in_(_COUNTED), recent]


def _counted_letters(contact_id: Any) -> list[ColumnElement[bool]]:
    recent = or_(Letter.settled_at.is_(None), Letter.settled_at > func.now() - WINDOW)
    wanted = Letter.purpose != SERVICE
    return [Letter.contact_id == contact_id, wanted, Letter.state.in_(_COUNTED), recent]
