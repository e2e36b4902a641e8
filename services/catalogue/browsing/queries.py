"""Reads of organisations with what they have published."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import State
from services.catalogue.organisations.models import Organisation
from shared.db import Page
from shared.refusals import Invalid


@dataclass(frozen=True)
class Active:
    """An organisation that has published something, and how much."""

    id: uuid.UUID
    name: str
    region: str | None
    is_current: bool
    innovations: int


def list_active(
    session: Session,
    *,
    limit: int,
    region: str | None = None,
    words: str = "",
    cursor: str | None = None,
) -> Page[Active]:
    """Return a page of organisations with public innovations, by name. Raises Invalid."""
    counted = (
        select(Innovation.organisation_id, func.count().label("innovations"))
        .where(Innovation.state == State.PUBLISHED, Innovation.organisation_id.is_not(None))
        .group_by(Innovation.organisation_id)
        .subquery()
    )
    query = select(
        Organisation.id,
        Organisation.name,
        Organisation.region,
        Organisation.ended_on.is_(None),
        counted.c.innovations,
    ).join(counted, counted.c.organisation_id == Organisation.id)
    if region:
        query = query.where(Organisation.region == region)
    for word in words.split():
        query = query.where(Organisation.name.icontains(word, autoescape=True))
    if cursor:
        query = query.where(tuple_(Organisation.name, Organisation.id) > _read(cursor))
    ordered = query.order_by(Organisation.name, Organisation.id).limit(limit + 1)
    rows = session.execute(ordered).all()
    items = [Active(*row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items, f"{items[-1].id}.{items[-1].name}" if more else None)


def _read(cursor: str) -> tuple[str, uuid.UUID]:
    organisation_id, _, name = cursor.partition(".")
    try:
        return name, uuid.UUID(organisation_id)
    except ValueError as error:
        raise Invalid(
            "This cursor is not one we gave. Start again without it.", pointer="/cursor"
        ) from error


def list_newest_of(
    session: Session, organisation_ids: Sequence[uuid.UUID], limit: int
) -> Sequence[Innovation]:
    """Return the newest public innovations of some organisations."""
    query = select(Innovation).where(
        Innovation.organisation_id.in_(organisation_ids), Innovation.state == State.PUBLISHED
    )
    return session.scalars(query.order_by(Innovation.id.desc()).limit(limit)).all()
