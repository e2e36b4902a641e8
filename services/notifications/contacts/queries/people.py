"""Reads who gets mail for a purpose, and everything that speaks against it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.contacts.models import (
    Consent,
    Contact,
    Preference,
    Suppression,
)
from services.notifications.contacts.rules import EVERYTHING


@dataclass(frozen=True)
class Mailbox:
    """Where a contact's mail goes, and whom it greets."""

    email: str
    name: str


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
