"""Every read of schemes."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.schemes.models import Scheme
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = ["Scheme", "get_scheme", "get_scheme_by_slug", "list_schemes"]

_MISSING = "There is no scheme at this address. Check it, or start from the list of schemes."


def get_scheme(session: Session, scheme_id: uuid.UUID, *, lock: bool = False) -> Scheme:
    """Return a scheme. Raises NotFound."""
    query = select(Scheme).where(Scheme.id == scheme_id)
    scheme = session.scalars(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if scheme is None:
        raise NotFound(_MISSING)
    return scheme


def get_scheme_by_slug(session: Session, slug: str) -> Scheme:
    """Return the scheme at an address. Raises NotFound."""
    scheme = session.scalars(select(Scheme).where(Scheme.slug == slug)).one_or_none()
    if scheme is None:
        raise NotFound(_MISSING)
    return scheme


def list_schemes(session: Session, *, limit: int, cursor: str | None) -> Page[Scheme]:
    """Return a page of schemes by name."""
    return keyset_page(session, select(Scheme), [Scheme.name], limit=limit, cursor=cursor)
