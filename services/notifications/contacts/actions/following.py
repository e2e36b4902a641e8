"""Follows what the catalogue says of organisations and the events service of people."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from services.notifications.contacts.actions.consenting import give_consents, lift_refusal
from services.notifications.contacts.models import Contact, KnownPerson, Organisation
from services.notifications.contacts.queries import find_contacts, find_person
from services.notifications.contacts.rules import (
    LONGEST_NAME,
    Purpose,
    address_mark,
    mailbox_of,
    normalised_address,
)
from shared.organisations import update_copy
from shared.refusals import NotFound


def follow_organisation(session: Session, data: dict[str, Any], version: int) -> None:
    """Bring our copy of an organisation to a version, unless it is there already."""
    update_copy(session, Organisation, data, version)


def record_person(
    session: Session, data: dict[str, Any], version: int, address_key: str, now: dt.datetime
) -> uuid.UUID:
    """Know a person that the events service met, as a contact of ours, and return the contact's id.

    An address that we have keeps its contact; the other service's id leads to it.
    """
    known = session.get(KnownPerson, data["person_id"], with_for_update=True)
    if known is not None and known.version >= version:
        return known.contact_id
    email = normalised_address(data["email"])
    contact = find_contacts(session, [email], lock=True).get(email)
    if contact is None:
        contact = Contact(
            id=data["person_id"],
            email=email,
            mailbox=mailbox_of(email),
            mark=address_mark(address_key, email),
            name=" ".join(data["name"].split())[:LONGEST_NAME],
            organisation_id=data["organisation_id"],
            organisation_name=data["organisation_name"],
            roles=[],
            created_at=now,
            updated_at=now,
            active_at=now,
            address_since=now,
        )
        session.add(contact)
        session.flush()
    if known is None:
        known = KnownPerson(person_id=data["person_id"], contact_id=contact.id, version=version)
        session.add(known)
    known.contact_id, known.version = contact.id, version
    contact.active_at = max(contact.active_at, now)
    return contact.id


def record_consent(session: Session, data: dict[str, Any], now: dt.datetime) -> None:
    """Note what a person confirmed they want; it lifts their earlier refusal of the same.

    Raises NotFound while the person's address has not reached us.
    """
    contact = find_person(session, data["person_id"])
    if contact is None:
        raise NotFound(f"Nobody has offered an address for the person {data['person_id']}.")
    purpose = Purpose(data["purpose"])
    give_consents(session, [(contact.id, purpose)], source=data["source"], now=now)
    lift_refusal(session, contact.mark, purpose)
    contact.active_at = max(contact.active_at, now)
