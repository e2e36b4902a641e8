"""Takes down what somebody agreed to and no longer wants, each with where it was said."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Consent, ConsentChange, Contact, Suppression
from services.notifications.contacts.queries import find_consents, get_contact
from shared.db import new_id


def give_consents(
    session: Session,
    given: Iterable[tuple[uuid.UUID, str]],
    *,
    source: str,
    now: dt.datetime,
) -> None:
    """Note who agreed to what; what they had agreed to before stays as it was said then."""
    rows = [
        {"contact_id": contact_id, "purpose": purpose, "source": source, "given_at": now}
        for contact_id, purpose in given
    ]
    if not rows:
        return
    new = session.execute(
        insert(Consent)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(Consent.contact_id, Consent.purpose)
    )
    _note(
        session, [(row.contact_id, row.purpose) for row in new], given=True, source=source, now=now
    )


def withdraw_consent(
    session: Session, contact_id: uuid.UUID, purpose: str, *, source: str, now: dt.datetime
) -> None:
    """Note that somebody no longer agrees; twice is harmless."""
    gone = session.execute(
        delete(Consent)
        .where(Consent.contact_id == contact_id, Consent.purpose == purpose)
        .returning(Consent.purpose)
    ).all()
    _note(session, [(contact_id, purpose) for _ in gone], given=False, source=source, now=now)


def choose_purposes(
    session: Session,
    contact_id: uuid.UUID,
    wanted: Iterable[str],
    *,
    source: str,
    now: dt.datetime,
) -> None:
    """Make what a contact agreed to exactly this. Suppressions stay as they are."""
    before, after = set(find_consents(session, [contact_id]).get(contact_id, [])), set(wanted)
    give_consents(session, [(contact_id, p) for p in sorted(after)], source=source, now=now)
    for purpose in sorted(before - after):
        withdraw_consent(session, contact_id, purpose, source=source, now=now)


def refuse_mail(
    session: Session, contact_id: uuid.UUID, *, purpose: str, reason: str, now: dt.datetime
) -> None:
    """Send a contact no more mail for a purpose; doing it twice is harmless. Raises NotFound."""
    contact = get_contact(session, contact_id)
    withdraw_consent(session, contact.id, purpose, source=reason, now=now)
    contact.active_at = now
    session.execute(
        insert(Suppression)
        .values(mark=contact.mark, purpose=purpose, reason=reason, made_at=now)
        .on_conflict_do_nothing()
    )


def note_sign_of_life(session: Session, contact_id: uuid.UUID, now: dt.datetime) -> None:
    """Note that we have heard of a contact, which keeps their data from going."""
    session.execute(update(Contact).where(Contact.id == contact_id).values(active_at=now))


def lift_refusal(session: Session, mark: str, purpose: str) -> None:
    """Let mail of a purpose come again: only on the word of the person, who said it themselves."""
    session.execute(
        delete(Suppression).where(Suppression.mark == mark, Suppression.purpose == purpose)
    )


def _note(
    session: Session,
    changes: Iterable[tuple[uuid.UUID, str]],
    *,
    given: bool,
    source: str,
    now: dt.datetime,
) -> None:
    session.add_all(
        ConsentChange(
            id=new_id(), contact_id=contact_id, purpose=purpose, given=given, source=source, at=now
        )
        for contact_id, purpose in changes
    )
