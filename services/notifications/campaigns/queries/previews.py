"""Reads how a campaign's mail will look to one of those who would get it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign
from services.notifications.campaigns.queries.audience import audience_entries
from services.notifications.campaigns.queries.editions import find_edition
from services.notifications.campaigns.rules import edition_constants
from services.notifications.contacts.models import Contact
from services.notifications.templates.rules import Filled, compile_template

_SAMPLE = {
    "name": "Jo Bloggs",
    "organisation": "Sample Borough Council",
    "innovations": "“A sample innovation”",
    "edition": "(the event)",
    "venue": "(the venue)",
    "dates": "(the dates)",
    "themes": "(the themes)",
    "answer_link": "https://link-to-answer.example/",
    "unsubscribe_link": "https://link-to-stop.example/",
}


@dataclass(frozen=True)
class Preview:
    """One person's mail; `reader` is None where nobody would get it and the values are invented."""

    text: Filled
    reader: Contact | None


def preview_of(session: Session, campaign: Campaign) -> Preview:
    """Return the mail of the first who would get it. Raises TemplateFault."""
    template = compile_template(campaign.subject, campaign.body)
    values = dict(_SAMPLE)
    edition = find_edition(session, campaign.edition_id)
    if edition is not None:
        values |= edition_constants(
            edition.name, edition.venue, edition.starts_on, edition.ends_on, edition.themes
        )
    entries = audience_entries(campaign, uuid.UUID(int=0)).subquery()
    first = session.execute(
        select(entries.c.contact_id, entries.c["values"].label("known"))
        .where(entries.c.reason.is_(None))
        .order_by(entries.c.organisation_name, entries.c.contact_id)
        .limit(1)
    ).first()
    if first is None:
        return Preview(template.fill(values), None)
    reader = session.get_one(Contact, first.contact_id)
    values |= first.known | {"name": reader.name}
    return Preview(template.fill(values), reader)
