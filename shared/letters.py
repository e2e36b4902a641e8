"""Letters to people whose addresses only the notifications service knows."""

from __future__ import annotations

import uuid

from marshmallow import Schema
from sqlalchemy.orm import Session

from shared.bus import publish
from shared.contracts.people import SERVICE
from shared.db import new_id


def offer_person(
    session: Session,
    offered: type[Schema],
    *,
    name: str,
    email: str,
    organisation_id: uuid.UUID | None = None,
    organisation_name: str = "",
) -> uuid.UUID:
    """Hand an address on in the open transaction, and return the id that stands for the person.

    `offered` is the publishing service's PersonOffered. Nobody but notifications keeps the address.
    """
    person_id = new_id()
    data = {
        "person_id": person_id,
        "name": name,
        "email": email,
        "organisation_id": organisation_id,
        "organisation_name": organisation_name,
    }
    publish(session, offered, person_id, version=1, data=data)
    return person_id


def write_letter(
    session: Session,
    written: type[Schema],
    *,
    person_id: uuid.UUID,
    kind: str,
    subject: str,
    text: str,
    purpose: str = SERVICE,
    calendar: str = "",
    key: str | None = None,
) -> uuid.UUID:
    """Write to a person in the open transaction, and return the letter's id.

    `written` is the publishing service's LetterWritten; `person_id` one that `offer_person` gave, of
    an answered invitation, or of an account. `text` is plain, each link on a line of its own; the
    greeting is added where the name is known. `purpose` "alerts" obeys what the person wants to
    get, "service" is for what they asked for. `calendar` is an iCalendar text to attach. However
    often a letter to one person is written with one `key`, it leaves once.
    """
    letter_id = new_id() if key is None else uuid.uuid5(person_id, f"{kind} {key}")
    data = {
        "letter_id": letter_id,
        "person_id": person_id,
        "kind": kind,
        "purpose": purpose,
        "subject": subject,
        "text": text,
        "calendar": calendar,
    }
    publish(session, written, letter_id, version=1, data=data)
    return letter_id
