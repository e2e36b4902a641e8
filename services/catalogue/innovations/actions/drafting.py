"""Makes drafts: of what people submit, and the parts every new entry has."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from services.catalogue.database import database
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import find_by_source, list_taken_slugs, next_number
from services.catalogue.innovations.rules import (
    InnovationText,
    Source,
    State,
    own_reference,
    slug_of,
)
from services.catalogue.organisations.queries import Bodies, get_bodies
from shared.db import new_id
from shared.register import Match, middle_of


def submit_innovation(
    text: InnovationText, *, submission_id: uuid.UUID, person_id: uuid.UUID, now: dt.datetime
) -> Innovation:
    """Keep what somebody submitted as a draft; the same submission twice is one draft."""
    with database.transaction() as session:
        known = find_by_source(session, Source.SUBMISSION, str(submission_id))
        if known is not None and known.submitted_by == person_id:
            return known
        innovation = add_draft(
            session, text, source=Source.SUBMISSION, source_id=str(submission_id), now=now
        )
        innovation.submitted_by = person_id
    return innovation


def add_draft(
    session: Session, text: InnovationText, *, source: Source, source_id: str, now: dt.datetime
) -> Innovation:
    """Add a draft under a reference of our own."""
    number = next_number(session)
    reference = own_reference(number)
    taken = list_taken_slugs(session, [slug_of(text.title, reference)])
    innovation = new_draft(reference, slug_of(text.title, reference, taken), now)
    innovation.number = number
    innovation.source, innovation.source_id, innovation.source_mark = source, source_id, ""
    organisation_id = matched(get_bodies(session), text)
    write_columns(innovation, text_columns(text) | {"organisation_id": organisation_id})
    session.add(innovation)
    session.flush()
    return innovation


def new_draft(reference: str, slug: str, now: dt.datetime) -> Innovation:
    """Return an entry that says nothing yet."""
    return Innovation(
        id=new_id(),
        reference=reference,
        slug=slug,
        state=State.DRAFT,
        version=1,
        created_at=now,
        updated_at=now,
    )


def touch(innovation: Innovation, now: dt.datetime) -> None:
    """Count a change."""
    innovation.version += 1
    innovation.updated_at = now


def make_public(innovation: Innovation, now: dt.datetime) -> None:
    """Put an entry into the catalogue; one that comes back keeps the day it first came."""
    innovation.state = State.PUBLISHED
    innovation.published_at = innovation.published_at or now


def write_columns(innovation: Innovation, columns: dict[str, Any]) -> None:
    """Put values into the row."""
    for name, value in columns.items():
        setattr(innovation, name, value)


def text_columns(text: InnovationText) -> dict[str, Any]:
    """Return what people wrote by the row's columns."""
    return {
        "title": text.title,
        "summary": text.summary,
        "organisation_name": text.organisation,
        "region": text.region,
        "year": text.year,
        "themes": list(text.themes),
        "link": text.link,
    }


def text_of(innovation: Innovation) -> InnovationText:
    """Return what people wrote from the row."""
    return InnovationText(
        title=innovation.title,
        summary=innovation.summary,
        organisation=innovation.organisation_name,
        region=innovation.region,
        year=innovation.year,
        themes=tuple(innovation.themes),
        link=innovation.link,
    )


def match_of(bodies: Bodies, text: InnovationText) -> Match:
    """Return whom the organisation as written means, in the year the entry speaks of."""
    return bodies.match(text.organisation, middle_of(text.year) if text.year else None)


def matched(bodies: Bodies, text: InnovationText) -> uuid.UUID | None:
    """Return the id of whom the organisation as written means, None where that stays open."""
    council = match_of(bodies, text).council
    return council.id if council else None
