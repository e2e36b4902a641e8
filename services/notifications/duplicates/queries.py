"""Reads which contacts may be one: variants of one address, or one name in one organisation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Contact

ADDRESS, NAME = "variants of one address", "one name in one organisation"
_GROUPS, _MEMBERS = 50, 200


@dataclass(frozen=True)
class Suggestion:
    """Contacts that may be one, oldest first, and why we think so."""

    why: str
    contacts: list[Contact]


def list_suggestions(session: Session) -> list[Suggestion]:
    """Return the first groups of contacts that may be one, those by address before those by name."""
    local = func.regexp_replace(func.split_part(Contact.mailbox, "@", 1), "[._-]", "", "g")
    address = func.concat(local, "@", func.split_part(Contact.mailbox, "@", 2))
    name = func.lower(Contact.name)
    by_address = select(func.array_agg(Contact.id)).group_by(address).having(func.count() > 1)
    by_name = (
        select(func.array_agg(Contact.id))
        .where(Contact.name != "", Contact.organisation_id.is_not(None))
        .group_by(name, Contact.organisation_id)
        .having(func.count() > 1)
    )
    groups = [
        *((ADDRESS, ids) for ids in session.scalars(by_address.order_by(address).limit(_GROUPS))),
        *((NAME, ids) for ids in session.scalars(by_name.order_by(name).limit(_GROUPS))),
    ]
    return _with_contacts(session, groups)


def _with_contacts(session: Session, groups: list[tuple[str, Any]]) -> list[Suggestion]:
    wanted = {contact_id for _, ids in groups for contact_id in ids[:_MEMBERS]}
    query = select(Contact).where(Contact.id.in_(wanted)).order_by(Contact.created_at, Contact.id)
    found = {contact.id: contact for contact in session.scalars(query)}
    seen: set[frozenset[uuid.UUID]] = set()
    suggestions = []
    for why, ids in groups:
        if frozenset(ids) not in seen:
            seen.add(frozenset(ids))
            members = [contact for contact in found.values() if contact.id in set(ids)]
            suggestions.append(Suggestion(why, members))
    return suggestions
