"""Reads contacts: one with all that is known, and lists of them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, literal_column, select
from sqlalchemy.orm import Session

from services.notifications.contacts.models import (
    SEARCHED,
    Consent,
    ConsentChange,
    Contact,
    KnownPerson,
    Organisation,
    PastAddress,
    Preference,
    Suppression,
)
from services.notifications.contacts.rules import Standing
from shared.db import Page, keyset_page
from shared.refusals import NotFound

_WORDS = re.compile(r"[^\W_]+")
_SHOWN = 200


@dataclass(frozen=True)
class ContactFilter:
    """Which contacts to list: those that fit all of it."""

    q: str = ""
    purpose: str = ""
    state: str = ""
    organisation_id: uuid.UUID | None = None


_ALL = ContactFilter()


@dataclass(frozen=True)
class ContactRecord:
    """One contact with all that the contacts feature holds about them."""

    contact: Contact
    organisation: Organisation | None
    consents: list[Consent]
    changes: list[ConsentChange]
    past_addresses: list[PastAddress]
    suppressions: list[Suppression]
    preference: Preference | None
    person_ids: list[uuid.UUID]


def get_record(session: Session, contact_id: uuid.UUID) -> ContactRecord:
    """Return a contact with their history. Raises NotFound."""
    contact = get_contact(session, contact_id)
    consents = select(Consent).where(Consent.contact_id == contact_id).order_by(Consent.purpose)
    changes = (
        select(ConsentChange)
        .where(ConsentChange.contact_id == contact_id)
        .order_by(ConsentChange.at.desc(), ConsentChange.id.desc())
        .limit(_SHOWN)
    )
    past = (
        select(PastAddress)
        .where(PastAddress.contact_id == contact_id)
        .order_by(PastAddress.used_until.desc(), PastAddress.id)
        .limit(_SHOWN)
    )
    refused = (
        select(Suppression).where(Suppression.mark == contact.mark).order_by(Suppression.purpose)
    )
    known = contact.organisation_id and session.get(Organisation, contact.organisation_id)
    return ContactRecord(
        contact=contact,
        organisation=known or None,
        consents=list(session.scalars(consents.limit(_SHOWN))),
        changes=list(session.scalars(changes)),
        past_addresses=list(session.scalars(past)),
        suppressions=list(session.scalars(refused.limit(_SHOWN))),
        preference=session.get(Preference, contact_id),
        person_ids=list_person_ids(session, contact_id),
    )


def list_person_ids(session: Session, contact_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the ids that other services know a contact by, beside the contact's own."""
    query = select(KnownPerson.person_id).where(KnownPerson.contact_id == contact_id)
    return list(session.scalars(query.order_by(KnownPerson.person_id).limit(1000)))


def get_contact(session: Session, contact_id: uuid.UUID, *, lock: bool = False) -> Contact:
    """Return a contact. Raises NotFound."""
    contact = session.get(Contact, contact_id, with_for_update=lock, populate_existing=lock)
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


def find_person(session: Session, person_id: uuid.UUID) -> Contact | None:
    """Return the contact that an id stands for: its own, or one another service gave the person."""
    known = session.get(KnownPerson, person_id)
    return session.get(Contact, known.contact_id if known else person_id)


def find_contacts(
    session: Session, addresses: Iterable[str], *, lock: bool = False
) -> dict[str, Contact]:
    """Return the contacts of these normalised addresses, by address."""
    query = select(Contact).where(Contact.email.in_(list(addresses))).order_by(Contact.id)
    rows = session.scalars(query.with_for_update() if lock else query)
    return {contact.email: contact for contact in rows}


def list_contacts(
    session: Session, *, limit: int, cursor: str | None, wanted: ContactFilter = _ALL
) -> Page[Contact]:
    """Return a page of contacts by address."""
    query = select(Contact).where(*_conditions(wanted))
    return keyset_page(session, query, [Contact.email], limit=limit, cursor=cursor)


def _conditions(wanted: ContactFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    words = _WORDS.findall(wanted.q)
    if words:
        asked = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in words))
        found.append(literal_column(SEARCHED).op("@@")(asked))
    if wanted.organisation_id is not None:
        found.append(Contact.organisation_id == wanted.organisation_id)
    if wanted.purpose:
        agreed = exists().where(Consent.contact_id == Contact.id, Consent.purpose == wanted.purpose)
        found.append(agreed)
    if wanted.state:
        found.append(_STATES[Standing(wanted.state)]())
    return found


_STATES: dict[Standing, Callable[[], ColumnElement[bool]]] = {
    Standing.BOUNCED: lambda: Contact.bounced_at.is_not(None),
    Standing.LEFT: lambda: Contact.left_on <= func.current_date(),
    Standing.PAUSED: lambda: exists().where(
        Preference.contact_id == Contact.id, Preference.paused_until > func.current_date()
    ),
    Standing.SUPPRESSED: lambda: exists().where(Suppression.mark == Contact.mark),
    Standing.UNMATCHED: lambda: Contact.organisation_id.is_(None),
}


def find_consents(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return what these contacts agreed to, by contact."""
    rows = session.execute(
        select(Consent.contact_id, Consent.purpose)
        .where(Consent.contact_id.in_(list(ids)))
        .order_by(Consent.contact_id, Consent.purpose)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for contact_id, purpose in rows:
        found.setdefault(contact_id, []).append(purpose)
    return found


def list_unmatched(
    session: Session, *, after: uuid.UUID | None, limit: int
) -> list[tuple[uuid.UUID, str]]:
    """Return contacts without an organisation, by id, each with the name as it was written."""
    query = select(Contact.id, Contact.organisation_name).where(Contact.organisation_id.is_(None))
    if after is not None:
        query = query.where(Contact.id > after)
    return [
        (row.id, row.organisation_name)
        for row in session.execute(query.order_by(Contact.id).limit(limit))
    ]
