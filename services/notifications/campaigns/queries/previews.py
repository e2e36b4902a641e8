"""Reads how a campaign's mail will look: to one who gets it, to any contact, with the worst values."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign
from services.notifications.campaigns.queries.audience import audience_entries, segment_entries
from services.notifications.campaigns.queries.editions import find_edition, list_innovations_of
from services.notifications.campaigns.rules import edition_constants
from services.notifications.contacts.models import Contact
from services.notifications.segments.queries import find_segment
from services.notifications.templates.queries import brand_of, list_parts, look_of, read_parts
from services.notifications.templates.rules import (
    SAMPLE,
    Filled,
    case_values,
    compile_template,
    hints_for,
    spans,
)

PERSONAL = frozenset({"name", "organisation", "innovations", "answer_link", "unsubscribe_link"})
_NAMED_INNOVATIONS = 5


@dataclass(frozen=True)
class Preview:
    """One person's mail; `reader` is None where nobody would get it and the values are invented.

    `pieces` is the plain text, each piece with whether it differs from one recipient to the next.
    """

    text: Filled
    reader: Contact | None
    pieces: list[tuple[str, bool]]
    hints: list[str]


def preview_of(
    session: Session, campaign: Campaign, reader: Contact | None = None, case: str = ""
) -> Preview:
    """Return the mail of a contact, else of the first who would get it. Raises TemplateFault.

    `case` puts the worst values of a kind in their place: longest, missing or odd.
    """
    look = look_of(brand_of(session, campaign.brand_id))
    template = compile_template(campaign.subject, campaign.body, look)
    values = dict(SAMPLE)
    edition = find_edition(session, campaign.edition_id)
    if edition is not None:
        values |= edition_constants(
            edition.name, edition.venue, edition.starts_on, edition.ends_on, edition.themes
        )
    if reader is not None:
        values |= _values_of(session, campaign, reader)
    else:
        reader, known = _first_reader(session, campaign)
        values |= known
    values = case_values(case, values)
    pieces = spans(template.plain, values, PERSONAL)
    hints = hints_for(campaign.subject, campaign.body)
    return Preview(template.fill(values), reader, pieces, hints)


def picture_addresses(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return what the mail's pictures are called in its HTML, each with an address that shows it here."""
    brand = brand_of(session, campaign.brand_id)
    parts = read_parts(session, brand, list_parts(session, campaign.id))
    return {
        f"cid:{part.cid}": f"data:{part.content_type};base64,"
        + base64.b64encode(part.content).decode()
        for part in parts
        if part.cid
    }


def _values_of(session: Session, campaign: Campaign, reader: Contact) -> dict[str, str]:
    found = list_innovations_of(
        session, reader.organisation_id, campaign.themes, limit=_NAMED_INNOVATIONS
    )
    return {
        "name": reader.name,
        "organisation": reader.organisation_name,
        "innovations": ", ".join(f"“{innovation.title}”" for innovation in found),
    }


def _first_reader(session: Session, campaign: Campaign) -> tuple[Contact | None, dict[str, str]]:
    segment = find_segment(session, campaign.segment_id)
    nobody = uuid.UUID(int=0)
    rows = (
        segment_entries(campaign, segment, nobody)
        if segment
        else audience_entries(campaign, nobody)
    )
    entries = rows.subquery()
    first = session.execute(
        select(entries.c.contact_id, entries.c["values"].label("known"))
        .where(entries.c.reason.is_(None))
        .order_by(entries.c.organisation_name, entries.c.contact_id)
        .limit(1)
    ).first()
    if first is None:
        return None, {}
    reader = session.get_one(Contact, first.contact_id)
    return reader, first.known | {"name": reader.name}
