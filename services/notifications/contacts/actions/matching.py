"""Finds the organisation a contact means, now or when the register is told to us later."""

from __future__ import annotations

import uuid
from functools import cache

from sqlalchemy import select

from services.notifications.contacts.models import Contact, Organisation
from services.notifications.contacts.queries import get_matcher
from services.notifications.database import database
from shared.imports import Fault
from shared.register import Matcher

_SURE = 0.8


def match_contacts() -> int:
    """Find the organisations of contacts that have none, and return how many were found.

    Contacts may be imported before the catalogue has told us of their council.
    """
    with database.transaction() as session:
        waiting = session.scalars(
            select(Contact)
            .where(Contact.organisation_id.is_(None))
            .order_by(Contact.id)
            .with_for_update(skip_locked=True)
        ).all()
        if not waiting:
            return 0
        matcher, others = get_matcher(session)
        meant = cache(lambda name: find_organisation(name, matcher, others)[0])
        for contact in waiting:
            contact.organisation_id = meant(contact.organisation_name)
        return sum(contact.organisation_id is not None for contact in waiting)


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
