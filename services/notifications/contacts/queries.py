"""Every read of contacts and organisations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, Uuid, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from services.notifications.contacts.models import (
    Consent,
    Contact,
    KnownPerson,
    Organisation,
    Suppression,
)
from services.notifications.contacts.rules import EVERYTHING
from shared.db import Page, keyset_page
from shared.refusals import NotFound
from shared.register import COUNCIL_KINDS, Council, Kind, Matcher


@dataclass(frozen=True)
class Mailbox:
    """Where a contact's mail goes, and whom it greets."""

    email: str
    name: str


def get_contact(session: Session, contact_id: uuid.UUID) -> Contact:
    """Return a contact. Raises NotFound."""
    contact = session.get(Contact, contact_id)
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


def list_contacts(session: Session, *, limit: int, cursor: str | None) -> Page[Contact]:
    """Return a page of contacts by address."""
    return keyset_page(session, select(Contact), [Contact.email], limit=limit, cursor=cursor)


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


def find_mailboxes(
    session: Session, ids: Iterable[uuid.UUID], purpose: str
) -> dict[uuid.UUID, Mailbox]:
    """Return the mailboxes of those contacts who want mail for a purpose at this moment."""
    asked = people_for(purpose).add_columns(Contact.name).where(Contact.id.in_(list(ids)))
    return {
        row.contact_id: Mailbox(row.email, row.name)
        for row in session.execute(asked.order_by(Contact.id))
        if row.consented and not row.suppressed
    }


def people_for(purpose: str) -> Select[uuid.UUID, uuid.UUID | None, str, str, bool, bool]:
    """Select every contact, its email and mailbox, and whether it has `consented` or is `suppressed`."""
    agreed = exists().where(Consent.contact_id == Contact.id, Consent.purpose == purpose)
    refused = exists().where(
        Suppression.mark == Contact.mark, Suppression.purpose.in_([purpose, EVERYTHING])
    )
    return select(
        Contact.id.label("contact_id"),
        Contact.organisation_id,
        Contact.email,
        Contact.mailbox,
        agreed.label("consented"),
        refused.label("suppressed"),
    )


def bodies() -> Select[uuid.UUID, str, str, bool]:
    """Select every organisation: id, name, kind, and whether its days are over."""
    ended = func.coalesce(Organisation.ended_on <= func.current_date(), False)
    return select(Organisation.id, Organisation.name, Organisation.kind, ended.label("ended"))


def successions() -> Select[uuid.UUID, str]:
    """Select each organisation that has ended with each of its direct successors."""
    successor = func.jsonb_array_elements_text(Organisation.successor_ids)
    return select(Organisation.id.label("before"), successor.label("after")).where(
        Organisation.ended_on <= func.current_date()
    )


def list_ancestors(session: Session, organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """Return an organisation and all it replaced, directly or through others."""
    line = select(literal(organisation_id).label("id")).cte("line", recursive=True)
    steps = successions().subquery("steps")
    earlier = select(steps.c.before).join(line, cast(steps.c.after, Uuid) == line.c.id)
    line = line.union(earlier)
    return list(session.scalars(select(line.c.id).order_by(line.c.id)))


def get_matcher(session: Session) -> tuple[Matcher, dict[str, Organisation]]:
    """Return what finds councils by names as written, and every other body by its name in lower case."""
    rows = session.scalars(select(Organisation).order_by(Organisation.id)).all()
    councils = [_council(row) for row in rows if Kind(row.kind) in COUNCIL_KINDS]
    others = {row.name.casefold(): row for row in rows if Kind(row.kind) not in COUNCIL_KINDS}
    return Matcher(councils), others


def _council(row: Organisation) -> Council:
    return Council(
        id=row.id,
        key=str(row.id),
        name=row.name,
        short_name=row.name,
        kind=Kind(row.kind),
        region=row.region,
        other_names=tuple(row.other_names),
        started_on=row.started_on,
        ended_on=row.ended_on,
        successor_ids=tuple(uuid.UUID(i) for i in row.successor_ids),
        mail_domains=tuple(row.mail_domains),
    )
