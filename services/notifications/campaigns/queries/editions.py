"""Reads what we know of editions and innovations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, cast, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Edition, Innovation
from services.notifications.campaigns.rules import EditionUnknown, theme_key
from services.notifications.contacts.queries import list_ancestors


def find_edition(session: Session, edition_id: uuid.UUID) -> Edition | None:
    """Return an edition, None before its message came."""
    return session.get(Edition, edition_id)


def get_edition(session: Session, edition_id: uuid.UUID) -> Edition:
    """Return an edition. Raises EditionUnknown before its message came."""
    edition = session.get(Edition, edition_id)
    if edition is None:
        raise EditionUnknown
    return edition


def list_editions(session: Session, limit: int = 50) -> list[Edition]:
    """Return the editions, the latest first."""
    query = select(Edition).order_by(Edition.starts_on.desc(), Edition.id).limit(limit)
    return list(session.scalars(query))


def list_themes(session: Session, limit: int = 500) -> list[tuple[str, int]]:
    """Return the themes of published innovations with how many there are, by name."""
    each = select(func.jsonb_array_elements_text(Innovation.theme_keys).label("theme")).where(
        Innovation.published
    )
    theme = each.subquery().c.theme
    query = select(theme, func.count()).group_by(theme).order_by(theme).limit(limit)
    return [(name, count) for name, count in session.execute(query)]


def list_innovations_of(
    session: Session, organisation_id: uuid.UUID | None, themes: Sequence[str], limit: int = 50
) -> list[Innovation]:
    """Return a council's published innovations on some themes (none: on any), newest first.

    Those of the councils it took over are its own.
    """
    if organisation_id is None:
        return []
    on_themes = (
        cast(Innovation.theme_keys, JSONB).has_any(
            cast([theme_key(theme) for theme in themes], ARRAY(Text))
        )
        if themes
        else true()
    )
    query = (
        select(Innovation)
        .where(
            Innovation.published,
            Innovation.organisation_id.in_(list_ancestors(session, organisation_id)),
            on_themes,
        )
        .order_by(Innovation.year.desc().nulls_last(), Innovation.title, Innovation.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def find_innovation(session: Session, innovation_id: uuid.UUID) -> Innovation | None:
    """Return a published innovation, None where there is none."""
    innovation = session.get(Innovation, innovation_id)
    return innovation if innovation is not None and innovation.published else None
