"""Adds and changes contacts as organisers say: who they are, where their mail goes, what they agreed to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.contacts.actions.consenting import choose_purposes, give_consents
from services.notifications.contacts.actions.matching import find_organisation
from services.notifications.contacts.models import Contact, PastAddress, Suppression
from services.notifications.contacts.queries import find_contacts, get_contact, get_matcher
from services.notifications.contacts.rules import (
    AddressTaken,
    ContactKind,
    address_mark,
    mailbox_of,
    normalised_address,
    one_line,
    purposes_of,
    roles_of,
)
from services.notifications.database import database
from shared.db import new_id
from shared.refusals import Invalid

CheckVersion = Callable[[int], None]


def add_contact(fields: Mapping[str, Any], *, address_key: str, now: dt.datetime) -> Contact:
    """Keep a new contact. Raises Invalid, AddressTaken."""
    with database.transaction() as session:
        email = normalised_address(fields["email"])
        contact = Contact(
            id=new_id(),
            email=email,
            mailbox=mailbox_of(email),
            mark=address_mark(address_key, email),
            name="",
            organisation_name="",
            roles=[],
            version=1,
            address_since=now,
            created_at=now,
            updated_at=now,
            active_at=now,
        )
        _change_facts(session, contact, {"kind": ContactKind.PERSON, **fields})
        facts = {column.key: getattr(contact, column.key) for column in Contact.__table__.columns}
        added = session.execute(
            insert(Contact)
            .values({name: value for name, value in facts.items() if value is not None})
            .on_conflict_do_nothing()
            .returning(Contact.id)
        ).first()
        if added is None:
            raise AddressTaken
        purposes = purposes_of(fields.get("consents", []))
        source = _source(fields) if purposes else ""
        give_consents(session, [(contact.id, p) for p in purposes], source=source, now=now)
        return get_contact(session, contact.id)


def edit_contact(
    contact_id: uuid.UUID,
    fields: Mapping[str, Any],
    *,
    check_version: CheckVersion,
    address_key: str,
    now: dt.datetime,
) -> Contact:
    """Change a contact. Raises NotFound, Stale, Invalid, AddressTaken.

    Another address keeps the old one in the history, is not held to have bounced, and keeps every
    refusal: who asked for no more mail means themselves, not an address.
    """
    with database.transaction() as session:
        contact = _get(session, contact_id, check_version, now)
        _change_facts(session, contact, fields)
        if "email" in fields:
            change_address(session, contact, fields["email"], address_key=address_key, now=now)
        return contact


def change_consents(
    contact_id: uuid.UUID,
    fields: Mapping[str, Any],
    *,
    check_version: CheckVersion,
    now: dt.datetime,
) -> Contact:
    """Note what a contact agreed to by another way than their own link. Raises as edit_contact."""
    with database.transaction() as session:
        contact = _get(session, contact_id, check_version, now)
        choose_purposes(
            session,
            contact.id,
            purposes_of(fields["consents"]),
            source=_source(fields),
            now=now,
        )
        return contact


def mark_bounced(
    contact_id: uuid.UUID, *, bounced: bool, check_version: CheckVersion, now: dt.datetime
) -> Contact:
    """Say by hand that nobody has the address, or that it works after all. Raises NotFound, Stale."""
    with database.transaction() as session:
        contact = _get(session, contact_id, check_version, now)
        contact.bounced_at = now if bounced else None
        contact.bounce_words = "Marked by an organiser" if bounced else ""
        if not bounced:
            contact.address_since = now  # what came back until now counts no more
        return contact


def change_address(
    session: Session, contact: Contact, email: str, *, address_key: str, now: dt.datetime
) -> None:
    """Mail a contact at another address from now on. Raises Invalid, AddressTaken."""
    address = normalised_address(email)
    if address == contact.email:
        return
    if find_contacts(session, [address]):
        raise AddressTaken
    remember_address(session, contact, contact.id, now)
    mark = address_mark(address_key, address)
    keep_refusals(session, contact.mark, mark)
    contact.email, contact.mailbox, contact.mark = address, mailbox_of(address), mark
    contact.address_since, contact.bounced_at, contact.bounce_words = now, None, ""


def remember_address(
    session: Session, contact: Contact, owner_id: uuid.UUID, now: dt.datetime
) -> None:
    """Keep a contact's address in somebody's history."""
    session.add(
        PastAddress(
            id=new_id(),
            contact_id=owner_id,
            email=contact.email,
            mark=contact.mark,
            used_since=contact.address_since,
            used_until=now,
            bounced_at=contact.bounced_at,
        )
    )


def keep_refusals(session: Session, from_mark: str, to_mark: str) -> None:
    """Let every refusal of one address hold for another too."""
    rows = select(
        literal(to_mark), Suppression.purpose, Suppression.reason, Suppression.made_at
    ).where(Suppression.mark == from_mark)
    session.execute(
        insert(Suppression)
        .from_select(["mark", "purpose", "reason", "made_at"], rows)
        .on_conflict_do_nothing()
    )


def _get(
    session: Session, contact_id: uuid.UUID, check_version: CheckVersion, now: dt.datetime
) -> Contact:
    contact = get_contact(session, contact_id, lock=True)
    check_version(contact.version)
    contact.version += 1
    contact.updated_at = contact.active_at = now
    return contact


def _change_facts(session: Session, contact: Contact, fields: Mapping[str, Any]) -> None:
    if "kind" in fields:
        contact.kind = ContactKind(fields["kind"])
    if "name" in fields:
        contact.name = one_line(fields["name"], "name", "/name")
    if "roles" in fields:
        contact.roles = roles_of(fields["roles"])
    if "left_on" in fields:
        contact.left_on = fields["left_on"]
    if "organisation_name" in fields:
        name = one_line(fields["organisation_name"], "organisation", "/organisation_name")
        if not name:
            raise Invalid("Enter the organisation.", pointer="/organisation_name")
        if name != contact.organisation_name:
            contact.organisation_name = name
            contact.organisation_id = find_organisation(name, *get_matcher(session))[0]


def _source(fields: Mapping[str, Any]) -> str:
    source = one_line(fields.get("source", ""), "source", "/source")
    if not source:
        raise Invalid("Say where they agreed, like “form at the conference”.", pointer="/source")
    return source
