"""Reads what somebody wants to get."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.notifications.campaigns.queries import list_themes
from services.notifications.contacts.models import Contact, Preference
from services.notifications.contacts.queries import find_consents, get_contact


@dataclass(frozen=True)
class Choices:
    """One contact's wishes as they stand, and the topics there are to choose from."""

    contact: Contact
    purposes: list[str]
    preference: Preference
    topics: list[str]


def get_choices(session: Session, contact_id: uuid.UUID, *, lock: bool = False) -> Choices:
    """Return what a contact wants; version 0 where they never said. Raises NotFound."""
    contact = get_contact(session, contact_id, lock=lock)
    kept = session.get(Preference, contact_id) or Preference(
        contact_id=contact_id, topics=[], weekly_cap=None, paused_until=None, version=0
    )
    topics = {theme for theme, _ in list_themes(session)} | set(kept.topics)
    purposes = find_consents(session, [contact_id]).get(contact_id, [])
    return Choices(contact, purposes, kept, sorted(topics))
