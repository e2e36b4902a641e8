"""Every read of contacts and organisations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.contacts.models import (
    Consent,
    Contact,
    KnownPerson,
    Organisation,
    Preference,
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


def find_willing(
    session: Session, ids: Iterable[uuid.UUID], purpose: str
) -> dict[uuid.UUID, Mailbox]:
    """Return the mailboxes of those who want mail for a purpose, now or when their pause is over."""
    people = people_for(purpose).add_columns(Contact.name).where(Contact.id.in_(list(ids)))
    return {
        row.contact_id: Mailbox(row.email, row.name)
        for row in session.execute(people.order_by(Contact.id))
        if row.consented and not (row.suppressed or row.bounced or row.left)
    }


def find_mailboxes(
    session: Session, ids: Iterable[uuid.UUID], purpose: str
) -> dict[uuid.UUID, Mailbox]:
    """Return the mailboxes of those contacts who want mail for a purpose at this moment."""
    people = people_for(purpose).add_columns(Contact.name).where(Contact.id.in_(list(ids)))
    wanted = people.subquery("people")
    query = select(wanted).where(wants_mail(wanted.c)).order_by(wanted.c.contact_id)
    return {row.contact_id: Mailbox(row.email, row.name) for row in session.execute(query)}


def people_for(purpose: str, topics: Sequence[str] = ()) -> Select[*tuple[Any, ...]]:
    """Select every contact with all that decides whether they get a mail for a purpose.

    One statement without joins that multiply: take it whole, or in batches by a range of
    `Contact.id`. Columns: contact_id, organisation_id, email, mailbox, weekly_cap (their own, or
    null) and these booleans, each a reason to leave somebody out:
    - `consented` (false: they have not agreed), `suppressed` (they asked for no more),
    - `paused` (they want a rest until a day), `bounced` (nobody has the address),
    - `left` (they left the organisation),
    - `off_topic` (they chose topics, and none of these; `topics` are theme keys, empty for any).
    `frequency.queries.audience_people` adds `over_budget`; two contacts with one `mailbox` are one
    reader, and whoever ranks them decides which of them gets it.
    """
    agreed = exists().where(Consent.contact_id == Contact.id, Consent.purpose == purpose)
    refused = exists().where(
        Suppression.mark == Contact.mark, Suppression.purpose.in_([purpose, EVERYTHING])
    )
    chosen = cast(Preference.topics, JSONB)
    elsewhere = chosen != cast([], JSONB)
    if topics:
        elsewhere &= ~chosen.has_any(cast(list(topics), ARRAY(Text)))
    return select(
        Contact.id.label("contact_id"),
        Contact.organisation_id,
        Contact.email,
        Contact.mailbox,
        Preference.weekly_cap,
        agreed.label("consented"),
        refused.label("suppressed"),
        func.coalesce(Preference.paused_until > func.current_date(), false()).label("paused"),
        Contact.bounced_at.is_not(None).label("bounced"),
        func.coalesce(Contact.left_on <= func.current_date(), false()).label("left"),
        func.coalesce(elsewhere if topics else false(), false()).label("off_topic"),
    ).outerjoin(Preference, Preference.contact_id == Contact.id)


def wants_mail(people: Any) -> ColumnElement[bool]:
    """Say of the columns of `people_for` that nothing in them speaks against a mail."""
    against = or_(people.suppressed, people.paused, people.bounced, people.left, people.off_topic)
    return and_(people.consented, ~against)


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
