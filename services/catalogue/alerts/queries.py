"""Reads of saved searches, and of what is new for one."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.catalogue.alerts.models import SavedSearch, ToldInnovation
from services.catalogue.alerts.rules import (
    MOST_NEWS,
    MOST_PUBLICATIONS,
    NoSuchSavedSearch,
    SavedQuery,
    State,
)
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import State as InnovationState
from services.catalogue.search.queries import Search, find_in_index, label_of
from services.catalogue.search.rules import Sort
from shared.db import Page, keyset_page

_PAGE = 100


def get_saved(session: Session, saved_id: uuid.UUID, *, lock: bool = False) -> SavedSearch:
    """Return a saved search that has not been stopped. Raises NoSuchSavedSearch."""
    query = select(SavedSearch).where(
        SavedSearch.id == saved_id, SavedSearch.state != State.STOPPED
    )
    saved = session.scalar(query.with_for_update() if lock else query)
    if saved is None:
        raise NoSuchSavedSearch
    return saved


def find_same(session: Session, person_id: uuid.UUID, fingerprint: str) -> SavedSearch | None:
    """Return the person's saved search of the same words and filters, or None."""
    return session.scalar(
        select(SavedSearch).where(
            SavedSearch.person_id == person_id,
            SavedSearch.fingerprint == fingerprint,
            SavedSearch.state != State.STOPPED,
        )
    )


def list_saved(
    session: Session, person_id: uuid.UUID, *, limit: int, cursor: str | None = None
) -> Page[SavedSearch]:
    """Return a page of a person's saved searches, the newest first."""
    query = select(SavedSearch).where(
        SavedSearch.person_id == person_id, SavedSearch.state != State.STOPPED
    )
    return keyset_page(
        session, query, (SavedSearch.id,), limit=limit, cursor=cursor, descending=True
    )


def count_saved(session: Session, person_id: uuid.UUID) -> int:
    """Return how many searches a person has saved."""
    query = select(func.count()).where(
        SavedSearch.person_id == person_id, SavedSearch.state != State.STOPPED
    )
    return session.scalar(query) or 0


def count_waiting(session: Session, since: dt.datetime, mark: str | None = None) -> int:
    """Return how many searches wait for a confirmation since then, of one address or of all."""
    query = select(func.count()).where(
        SavedSearch.state == State.WAITING, SavedSearch.created_at >= since
    )
    if mark is not None:
        query = query.where(SavedSearch.address_mark == mark)
    return session.scalar(query) or 0


def find_due(session: Session, now: dt.datetime) -> SavedSearch | None:
    """Return the longest due saved search that nobody else works on, locked, or None."""
    query = (
        select(SavedSearch)
        .where(SavedSearch.state == State.ACTIVE, SavedSearch.due_at <= now)
        .order_by(SavedSearch.due_at, SavedSearch.id)
        .limit(1)
    )
    return session.scalar(query.with_for_update(skip_locked=True))


def query_of(saved: SavedSearch) -> SavedQuery:
    """Return what was saved."""
    filters = {name: tuple(values) for name, values in saved.filters.items()}
    return SavedQuery(saved.text, filters, exact=saved.exact)


def describe(query: SavedQuery) -> str:
    """Return a search in words."""
    words = f"“{query.text}”" if query.text else "all innovations"
    chosen = [label_of(name, v) for name, values in query.filters.items() for v in values]
    return f"{words} ({', '.join(chosen)})" if chosen else words


def list_publications(
    session: Session, since: dt.datetime, now: dt.datetime
) -> dict[uuid.UUID, dt.datetime]:
    """Return the ids of what is public and was published after `since`, with when."""
    query = (
        select(Innovation.id, Innovation.published_at)
        .where(
            Innovation.state == InnovationState.PUBLISHED,
            Innovation.published_at > since,
            Innovation.published_at <= now,
        )
        .order_by(Innovation.published_at.desc(), Innovation.id)
        .limit(MOST_PUBLICATIONS)
    )
    return {innovation_id: at or now for innovation_id, at in session.execute(query)}


def find_news(
    session: Session, index_dir: Path, saved: SavedSearch, recent: Collection[uuid.UUID]
) -> list[uuid.UUID]:
    """Return which of the recent ones the search finds and no mail has told, the newest first.

    At most MOST_NEWS. Raises IndexUnavailable.
    """
    told = select(ToldInnovation.innovation_id).where(ToldInnovation.saved_search_id == saved.id)
    untold = set(recent) - set(session.scalars(told))
    if not untold:
        return []
    query = query_of(saved)
    everything = Search(text=query.text, sort=Sort.NEWEST, exact=query.exact)
    search = replace(everything, **query.filters)  # type: ignore[arg-type]
    return [found for found in _newest(index_dir, search, recent) if found in untold][:MOST_NEWS]


def _newest(index_dir: Path, search: Search, recent: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The recent ones of a search's results, which begin with the newest."""
    found: list[uuid.UUID] = []
    cursor: str | None = None
    while True:
        answer = find_in_index(index_dir, replace(search, limit=_PAGE, cursor=cursor))
        ids = [uuid.UUID(json.loads(result.stored.body)["id"]) for result in answer.results]
        fresh = [innovation_id for innovation_id in ids if innovation_id in recent]
        found += fresh
        cursor = answer.next
        if not fresh or cursor is None or len(found) >= 2 * MOST_NEWS:
            return found


def list_innovations_of(session: Session, ids: Sequence[uuid.UUID]) -> list[Innovation]:
    """Return the innovations of these ids, in their order."""
    query = select(Innovation).where(Innovation.id.in_(ids)).order_by(Innovation.id)
    rows = {row.id: row for row in session.scalars(query.limit(len(ids)))}
    return [rows[innovation_id] for innovation_id in ids if innovation_id in rows]
