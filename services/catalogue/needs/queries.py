"""Reads of what was searched for and not found."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Subquery, case, func, select, tuple_
from sqlalchemy.orm import Session

from services.catalogue.needs.models import UnmetNeed, UnmetSearch
from services.catalogue.needs.rules import (
    NoSuchNeed,
    Span,
    State,
    cursor_after,
    read_cursor,
)
from services.catalogue.needs.rules import trend as trend_of
from shared.db import Page

_MOST_WAYS = 50


@dataclass(frozen=True)
class Need:
    """A need on the board: searches in the last thirty days, in those before, and ever."""

    id: uuid.UUID
    words: str
    state: str
    note: str
    version: int
    searches: int
    searches_before: int
    searches_in_all: int
    found: int
    last_searched_on: dt.date

    @property
    def trend(self) -> str:
        """Whether it is searched for more or less than before."""
        return trend_of(self.searches, self.searches_before)


def list_needs(
    session: Session, span: Span, *, state: State, limit: int, cursor: str | None = None
) -> Page[Need]:
    """Return a page of needs of a state, the most searched for of late first."""
    counted = _counted(span)
    query = select(
        UnmetNeed.id,
        UnmetNeed.words,
        UnmetNeed.state,
        UnmetNeed.note,
        UnmetNeed.version,
        counted.c.now,
        counted.c.before,
        counted.c.ever,
        counted.c.found,
        counted.c.last,
    ).join(counted, counted.c.need_id == UnmetNeed.id)
    query = query.where(UnmetNeed.state == state)
    if cursor:
        query = query.where(tuple_(counted.c.now, UnmetNeed.id) < read_cursor(cursor))
    rows = session.execute(
        query.order_by(counted.c.now.desc(), UnmetNeed.id.desc()).limit(limit + 1)
    ).all()
    items = [Need(*row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items, cursor_after(items[-1].searches, items[-1].id) if more else None)


def _counted(span: Span) -> Subquery:
    day, searches = UnmetSearch.day, UnmetSearch.searches
    earlier = (day < span.since) & (day >= span.before)

    def total(amount: Any) -> ColumnElement[int]:
        return func.sum(amount).cast(BigInteger)

    query = select(
        UnmetSearch.need_id,
        total(case((day >= span.since, searches), else_=0)).label("now"),
        total(case((earlier, searches), else_=0)).label("before"),
        total(searches).label("ever"),
        func.max(UnmetSearch.found).label("found"),
        func.max(day).label("last"),
    )
    return query.group_by(UnmetSearch.need_id).subquery()


def get_need(session: Session, need_id: uuid.UUID, *, lock: bool = False) -> UnmetNeed:
    """Return a need. Raises NoSuchNeed."""
    query = select(UnmetNeed).where(UnmetNeed.id == need_id)
    need = session.scalar(query.with_for_update() if lock else query)
    if need is None:
        raise NoSuchNeed
    return need


@dataclass(frozen=True)
class Way:
    """One way a need was searched for, and how often in all."""

    query: str
    filters: str
    searches: int
    found: int


def list_ways(session: Session, need_id: uuid.UUID) -> Sequence[Way]:
    """Return the ways a need was searched for, the most frequent first."""
    searches = func.sum(UnmetSearch.searches).cast(BigInteger)
    rows = session.execute(
        select(UnmetSearch.query, UnmetSearch.filters, searches, func.max(UnmetSearch.found))
        .where(UnmetSearch.need_id == need_id)
        .group_by(UnmetSearch.query, UnmetSearch.filters)
        .order_by(searches.desc(), UnmetSearch.query, UnmetSearch.filters)
        .limit(_MOST_WAYS)
    )
    return [Way(*row) for row in rows]
