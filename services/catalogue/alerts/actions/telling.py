"""Looks for what is new, and tells it once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.catalogue.alerts.actions.writing import Links, write
from services.catalogue.alerts.models import SavedSearch, ToldInnovation
from services.catalogue.alerts.queries import (
    describe,
    find_due,
    find_news,
    list_innovations_of,
    list_publications,
    query_of,
)
from services.catalogue.alerts.rules import (
    MANAGE,
    MOST_NEWS,
    MOST_SHOWN,
    Frequency,
    LetterText,
    News,
    digest,
    looks_back_to,
    next_morning,
)
from services.catalogue.database import database
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import address_of
from shared.contracts.people import ALERTS


def send_due(index_dir: Path, links: Links, now: dt.datetime) -> int:
    """Look at every due saved search and write to those for whom there is news; returns how many.

    Each is a transaction of its own: the letter, what it told and how far was looked at are kept
    together or not at all. Raises IndexUnavailable.
    """
    written = 0
    while (news := _send_next(index_dir, links, now)) is not None:
        written += bool(news)
    return written


def _send_next(index_dir: Path, links: Links, now: dt.datetime) -> int | None:
    """How much was new for the next due search; None when none is due."""
    with database.transaction() as session:
        saved = find_due(session, now)
        if saved is None:
            return None
        since = looks_back_to(saved.counts_from, saved.told_until)
        published = list_publications(session, since, now)
        news = find_news(session, index_dir, saved, published)
        if news:
            shown = list_innovations_of(session, news[:MOST_SHOWN])
            letter = _digest(saved, shown, len(news), links)
            key = f"{saved.id} {saved.due_at.isoformat()}"
            write(session, saved, "saved-search-news", letter, key=key, purpose=ALERTS)
            _remember(session, saved, {found: published[found] for found in news})
        _move_on(session, saved, len(news), now)
    return len(news)


def _digest(
    saved: SavedSearch, shown: Sequence[Innovation], total: int, links: Links
) -> LetterText:
    query = query_of(saved)
    news = [
        News(row.title, row.organisation_name, f"{links.public_url}{address_of(row.slug)}")
        for row in shown
    ]
    return digest(
        describe(query),
        news,
        total,
        search=links.search(query),
        manage=links.to("manage", MANAGE, saved.id),
        stop=links.to("stop", MANAGE, saved.id),
    )


def _remember(session: Session, saved: SavedSearch, news: Mapping[uuid.UUID, dt.datetime]) -> None:
    rows = [
        {"saved_search_id": saved.id, "innovation_id": innovation_id, "published_at": at}
        for innovation_id, at in news.items()
    ]
    session.execute(insert(ToldInnovation), rows)


def _move_on(session: Session, saved: SavedSearch, told: int, now: dt.datetime) -> None:
    """Note how far was looked at; what no later look can find again is forgotten."""
    saved.told_until = now
    saved.due_at = next_morning(Frequency(saved.frequency), now)
    if told >= MOST_NEWS:
        saved.counts_from = now
    past = looks_back_to(saved.counts_from, saved.told_until)
    session.execute(
        delete(ToldInnovation).where(
            ToldInnovation.saved_search_id == saved.id, ToldInnovation.published_at <= past
        )
    )
