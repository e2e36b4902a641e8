"""Every read of editions."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.editions.models import Edition
from services.events.editions.rules import EditionState, edition_state
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = ["Edition", "get_edition", "get_edition_by_slug", "list_editions", "state_of"]

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


def list_editions(session: Session, *, limit: int, cursor: str | None) -> Page[Edition]:
    """Return a page of editions, the newest year first."""
    return keyset_page(
        session, select(Edition), [Edition.year], limit=limit, cursor=cursor, descending=True
    )


def state_of(edition: Edition, now: dt.datetime) -> EditionState:
    """Return the state an edition is in at a moment."""
    return edition_state(edition.starts_on, edition.ends_on, edition.ended_at, now)
