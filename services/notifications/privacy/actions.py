"""Forgets people: their data goes from every table, and every other service is told."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.accounts.actions import end_sessions_in
from services.notifications.accounts.models import SignInLink
from services.notifications.accounts.rules import Actor
from services.notifications.contacts.models import (
    Consent,
    ConsentChange,
    Contact,
    KnownPerson,
    PastAddress,
    Preference,
    Suppression,
)
from services.notifications.contacts.queries import get_contact, list_person_ids
from services.notifications.contacts.rules import EVERYTHING
from services.notifications.database import database
from services.notifications.delivery.models import Letter, Recipient
from services.notifications.delivery.rules import State
from services.notifications.invitations.models import Answer
from services.notifications.privacy.models import Removal
from services.notifications.privacy.queries import has_mail_under_way
from services.notifications.privacy.rules import MailUnderWay, Why
from services.notifications.segments.models import Participation
from shared.bus import publish
from shared.contracts.notifications import ContactErased
from shared.db import new_id

_FORGETTING = Actor(None, "forgetting the person")
_OWN_TABLES = (Consent, ConsentChange, Preference, PastAddress, KnownPerson)


def erase_contact(contact_id: uuid.UUID, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Forget a person who asked for it. Raises NotFound, MailUnderWay.

    Stays: a keyed hash of each address they had, so that importing it again mails nobody, and their
    share of the figures under an id that stands for nobody any more.
    """
    with database.transaction() as session:
        forget(session, contact_id, suppress=True, now=now)
        note_removal(session, "contacts", 1, Why.REQUEST, now=now, actor_id=actor_id)


def forget(session: Session, contact_id: uuid.UUID, *, suppress: bool, now: dt.datetime) -> None:
    """Remove all of one contact in the open transaction, and say so to the other services."""
    contact = get_contact(session, contact_id, lock=True)
    ids = [contact_id, *list_person_ids(session, contact_id)]
    if has_mail_under_way(session, ids):
        raise MailUnderWay
    past = session.execute(
        select(PastAddress.email, PastAddress.mark)
        .where(PastAddress.contact_id == contact_id)
        .order_by(PastAddress.id)
        .limit(1000)
    ).all()
    if suppress:
        _suppress(session, [contact.mark, *(row.mark for row in past)], now)
    _blank_mails(session, ids, [contact.email, *(row.email for row in past)], now)
    end_sessions_in(session, contact_id, actor=_FORGETTING, now=now)
    session.execute(delete(SignInLink).where(SignInLink.contact_id == contact_id))
    for table in _OWN_TABLES:
        session.execute(delete(table).where(table.contact_id == contact_id))
    session.execute(delete(Contact).where(Contact.id == contact_id))
    data = {"person_ids": ids}
    publish(session, ContactErased, contact_id, version=contact.version + 1, data=data)


def note_removal(
    session: Session,
    what: str,
    count: int,
    reason: str,
    *,
    now: dt.datetime,
    actor_id: uuid.UUID | None = None,
    older_than: dt.date | None = None,
) -> None:
    """Log that personal data went, and why."""
    session.add(
        Removal(
            id=new_id(),
            what=what,
            count=count,
            reason=reason,
            older_than=older_than,
            actor_id=actor_id,
            removed_at=now,
        )
    )


def _suppress(session: Session, marks: list[str], now: dt.datetime) -> None:
    rows = [
        {"mark": mark, "purpose": EVERYTHING, "reason": "erased on request", "made_at": now}
        for mark in dict.fromkeys(marks)
    ]
    session.execute(insert(Suppression).values(rows).on_conflict_do_nothing())


def _blank_mails(
    session: Session, ids: list[uuid.UUID], addresses: list[str], now: dt.datetime
) -> None:
    """Empty what mails and answers hold of the person; what waits does not leave any more."""
    mails = Recipient.contact_id.in_(ids)
    given = select(Recipient.id).where(mails)
    session.execute(update(Answer).where(Answer.invitation_id.in_(given)).values(comment=""))
    session.execute(
        update(Recipient)
        .where(mails, Recipient.state.in_([State.QUEUED, State.HELD]))
        .values(state=State.SUPPRESSED, settled_at=now)
    )
    session.execute(update(Recipient).where(mails).values(values={}, last_reply=""))
    letters = or_(Letter.contact_id.in_(ids), Letter.to.in_(addresses))
    session.execute(delete(Letter).where(letters, Letter.state != State.LEASED))
    session.execute(
        update(Participation).where(Participation.person_id.in_(ids)).values(person_id=None)
    )
