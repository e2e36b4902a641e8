"""Reads rehearsals and who is in them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign, Rehearsal, RehearsalEntry
from services.notifications.contacts.models import Contact
from services.notifications.segments.queries import find_segment
from services.notifications.templates.queries import brand_of, list_parts
from shared.db import Page, keyset_page
from shared.refusals import NotFound


@dataclass(frozen=True)
class Entry:
    """One line of a rehearsal with the contact it is about, where there is one."""

    entry: RehearsalEntry
    contact: Contact | None


def get_rehearsal(session: Session, campaign_id: uuid.UUID, rehearsal_id: uuid.UUID) -> Rehearsal:
    """Return a rehearsal of a campaign. Raises NotFound."""
    rehearsal = session.get(Rehearsal, rehearsal_id)
    if rehearsal is None or rehearsal.campaign_id != campaign_id:
        raise NotFound("There is no such rehearsal of this campaign.")
    return rehearsal


def find_newest_rehearsal(session: Session, campaign_id: uuid.UUID) -> Rehearsal | None:
    """Return a campaign's newest rehearsal."""
    query = (
        select(Rehearsal)
        .where(Rehearsal.campaign_id == campaign_id)
        .order_by(Rehearsal.made_at.desc(), Rehearsal.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def is_current(session: Session, rehearsal: Rehearsal, campaign: Campaign) -> bool:
    """True when neither the campaign nor its segment, brand or files have changed since."""
    segment = find_segment(session, campaign.segment_id)
    return (
        rehearsal.campaign_version == campaign.version
        and rehearsal.segment_version == (segment.version if segment else None)
        and rehearsal.brand == brand_of(session, campaign.brand_id)
        and rehearsal.attachments == list_parts(session, campaign.id)
    )


def list_rehearsals(
    session: Session, campaign_id: uuid.UUID, *, limit: int, cursor: str | None
) -> Page[Rehearsal]:
    """Return a page of a campaign's rehearsals, newest first."""
    return keyset_page(
        session,
        select(Rehearsal).where(Rehearsal.campaign_id == campaign_id),
        [Rehearsal.made_at, Rehearsal.id],
        limit=limit,
        cursor=cursor,
        descending=True,
    )


def list_entries(
    session: Session,
    rehearsal_id: uuid.UUID,
    *,
    included: bool | None,
    limit: int,
    cursor: str | None,
) -> Page[Entry]:
    """Return a page of a rehearsal: those who get the mail, those who do not, or all (None)."""
    query = select(RehearsalEntry).where(RehearsalEntry.rehearsal_id == rehearsal_id)
    if included is not None:
        without = RehearsalEntry.reason.is_(None)
        query = query.where(without if included else ~without)
    page = keyset_page(session, query, [RehearsalEntry.position], limit=limit, cursor=cursor)
    ids = [entry.contact_id for entry in page.items if entry.contact_id]
    contacts = {c.id: c for c in session.scalars(select(Contact).where(Contact.id.in_(ids)))}
    return Page([Entry(e, contacts.get(e.contact_id)) for e in page.items], page.next)  # type: ignore[arg-type]


def included_entries(rehearsal_id: uuid.UUID) -> Select[Any]:
    """Select who gets the mail: contact_id, organisation_id, organisation_name, values, in order."""
    return (
        select(
            RehearsalEntry.contact_id,
            RehearsalEntry.organisation_id,
            RehearsalEntry.organisation_name,
            RehearsalEntry.values,
        )
        .where(RehearsalEntry.rehearsal_id == rehearsal_id, RehearsalEntry.reason.is_(None))
        .order_by(RehearsalEntry.position)
    )


def numbered_entries(rehearsal_id: uuid.UUID) -> Select[Any]:
    """Select who gets the mail with their position, to be queued in batches."""
    return included_entries(rehearsal_id).add_columns(RehearsalEntry.position)
