"""Finds the organisation a contact means, now or when the register is told to us later."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Contact, Organisation
from services.notifications.contacts.queries import get_matcher, list_unmatched
from services.notifications.database import database
from shared.imports import Fault
from shared.register import Matcher

_SURE = 0.8
_BATCH = 500


def match_contacts() -> int:
    """Find the organisations of contacts that have none, and return how many were found.

    Contacts may be imported before the catalogue has told us of their council. Reads them some
    hundreds at a time and locks only those that are found, each batch in a transaction of its own.
    """
    with database.reading() as session:
        waiting = list_unmatched(session, after=None, limit=_BATCH)
        if not waiting:
            return 0
        matcher, others = get_matcher(session)
    meant = cache(lambda name: find_organisation(name, matcher, others)[0])
    found = 0
    while waiting:
        matched = {contact_id: meant(name) for contact_id, name in waiting if meant(name)}
        with database.transaction() as session:
            found += _write(session, matched)
            waiting = list_unmatched(session, after=waiting[-1][0], limit=_BATCH)
    return found


def _write(session: Session, matched: Mapping[uuid.UUID, uuid.UUID | None]) -> int:
    """Write who was found, unless somebody else has by now; in the order of ids, so none deadlock."""
    ids = set(
        session.scalars(
            select(Contact.id)
            .where(Contact.id.in_(list(matched)), Contact.organisation_id.is_(None))
            .order_by(Contact.id)
            .with_for_update(skip_locked=True)
        )
    )
    rows = [{"id": i, "organisation_id": found} for i, found in matched.items() if i in ids]
    if rows:
        session.execute(update(Contact), rows)
    return len(rows)


def find_organisation(
    name: str, matcher: Matcher, others: dict[str, Organisation]
) -> tuple[uuid.UUID | None, tuple[Fault, ...]]:
    """Return whom a name means, and a note where nobody is meant or a person should look."""
    other = others.get(name.casefold())
    if other is not None:
        return other.id, ()
    match = matcher.match(name)
    if match.council is None:
        message = f"We do not know “{name}”. The contact is kept without an organisation."
        if match.candidates:
            meant = ", ".join(council.name for council in match.candidates[:3])
            message = f"“{name}” could be several: {meant}. Write the full name."
        return None, (Fault("organisation", message),)
    if match.confidence < _SURE:
        message = f"“{name}” was taken for {match.council.name}. Check it."
        return match.council.id, (Fault("organisation", message),)
    return match.council.id, ()
