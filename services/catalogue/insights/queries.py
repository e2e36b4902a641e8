"""Reads of how often innovations are read."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Date, cast, func, select, tuple_
from sqlalchemy.orm import Session

from services.catalogue.innovations.models import Innovation, InnovationView
from services.catalogue.innovations.rules import State
from services.catalogue.insights.rules import Period, cursor_after, read_cursor
from shared.db import Page

_MONTHS = 12


@dataclass(frozen=True)
class Totals:
    """Views in a period, how many innovations those were of, and how many are public now."""

    views: int
    innovations_read: int
    published: int


@dataclass(frozen=True)
class MostRead:
    """An innovation with its views in a period."""

    innovation_id: uuid.UUID
    reference: str
    title: str
    slug: str
    organisation: str
    state: str
    views: int


def get_totals(session: Session, period: Period) -> Totals:
    """Return the figures of a period."""
    views, read = session.execute(
        select(
            func.coalesce(func.sum(InnovationView.views), 0),
            func.count(InnovationView.innovation_id.distinct()),
        ).where(_within(period))
    ).one()
    published = select(func.count()).where(Innovation.state == State.PUBLISHED)
    return Totals(int(views), read, session.scalar(published) or 0)


def list_most_read(
    session: Session, period: Period, *, limit: int, cursor: str | None = None
) -> Page[MostRead]:
    """Return a page of the innovations read in a period, the most read first."""
    counted = (
        select(
            InnovationView.innovation_id,
            func.sum(InnovationView.views).cast(BigInteger).label("views"),
        )
        .where(_within(period))
        .group_by(InnovationView.innovation_id)
        .subquery()
    )
    query = select(
        Innovation.id,
        Innovation.reference,
        Innovation.title,
        Innovation.slug,
        Innovation.organisation_name,
        Innovation.state,
        counted.c.views,
    ).join(counted, counted.c.innovation_id == Innovation.id)
    if cursor:
        query = query.where(tuple_(counted.c.views, Innovation.id) < read_cursor(cursor))
    rows = session.execute(
        query.order_by(counted.c.views.desc(), Innovation.id.desc()).limit(limit + 1)
    ).all()
    items = [MostRead(*row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items, cursor_after(items[-1].views, items[-1].innovation_id) if more else None)


def list_months(session: Session, today: dt.date) -> list[tuple[dt.date, int]]:
    """Return the first day of each of the last twelve months that has views, with them."""
    month = cast(func.date_trunc("month", InnovationView.day), Date)
    rows = session.execute(
        select(month, func.sum(InnovationView.views))
        .where(InnovationView.day <= today)
        .group_by(month)
        .order_by(month.desc())
        .limit(_MONTHS)
    )
    return [(first, int(views)) for first, views in rows]


def _within(period: Period) -> ColumnElement[bool]:
    return InnovationView.day.between(period.since, period.until)
