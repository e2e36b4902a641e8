"""Every read of editions."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.editions.models import Edition
from services.events.editions.rules import (
    CallState,
    ConflictRule,
    EditionDay,
    EditionState,
    Severity,
    call_state,
    days_from_json,
    edition_state,
    severities_of,
)
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = [
    "Edition",
    "call_state_of",
    "days_planned",
    "find_named_edition",
    "get_edition",
    "get_edition_by_slug",
    "list_editions",
    "severities_kept",
    "state_of",
]

_MISSING = "There is no edition at this address. Check it, or start from the list of editions."


def get_edition(session: Session, edition_id: uuid.UUID, *, lock: bool = False) -> Edition:
    """Return an edition. Raises NotFound. Its lock leaves adding sessions free."""
    query = select(Edition).where(Edition.id == edition_id)
    if lock:
        query = query.with_for_update(key_share=True, of=Edition)
    edition = session.scalars(query).one_or_none()
    if edition is None:
        raise NotFound(_MISSING)
    return edition


def get_edition_by_slug(session: Session, slug: str) -> Edition:
    """Return the edition at an address. Raises NotFound."""
    edition = session.scalars(select(Edition).where(Edition.slug == slug)).one_or_none()
    if edition is None:
        raise NotFound(_MISSING)
    return edition


def find_named_edition(session: Session, name: str) -> Edition | None:
    """Return the edition that an id or a slug names, None where there is none."""
    try:
        known = Edition.id == uuid.UUID(name)
    except ValueError:
        known = Edition.slug == name
    return session.scalars(select(Edition).where(known)).one_or_none()


def list_editions(session: Session, *, limit: int, cursor: str | None) -> Page[Edition]:
    """Return a page of editions, the newest year first."""
    return keyset_page(
        session, select(Edition), [Edition.year], limit=limit, cursor=cursor, descending=True
    )


def state_of(edition: Edition, now: dt.datetime) -> EditionState:
    """Return the state an edition is in at a moment."""
    return edition_state(edition.starts_on, edition.ends_on, edition.ended_at, now)


def call_state_of(edition: Edition, now: dt.datetime) -> CallState:
    """Return whether an edition takes proposals at a moment; an ended one takes none."""
    return call_state(
        is_open=edition.call_is_open and state_of(edition, now) != EditionState.ENDED,
        deadline=edition.call_deadline,
        grace_minutes=edition.call_grace_minutes,
        now=now,
    )


def days_planned(edition: Edition) -> list[EditionDay]:
    """Return every day of an edition with its shape, hours and breaks."""
    return days_from_json(edition.days, edition.starts_on, edition.ends_on)


def severities_kept(edition: Edition) -> dict[ConflictRule, Severity]:
    """Return how strict an edition is with every rule of a timetable."""
    return severities_of(edition.severities)
