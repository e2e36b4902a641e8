"""Every read of the vocabulary, as it is kept and as it ships."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import Text, func, select
from sqlalchemy.orm import Session

from services.catalogue.vocabulary.models import VocabularyEntry, VocabularyRevision
from services.catalogue.vocabulary.rules import Entry, NoSuchEntry, parse_shipped
from shared.db import Page, keyset_page

_HERE = Path(__file__).parent
_MOST_ENTRIES = 20_000
MOST_REVISIONS = 100
Edition = tuple[int, int, dt.datetime | None]


@cache
def shipped_entries() -> tuple[Entry, ...]:
    """Return the entries that a new catalogue starts with."""
    return tuple(parse_shipped((_HERE / "shipped.txt").read_text(encoding="utf-8")))


@cache
def real_words() -> frozenset[str]:
    """Return common English words: what people mean by them, the catalogue may well not have."""
    return frozenset((_HERE / "words.txt").read_text(encoding="utf-8").split())


def get_edition(session: Session) -> Edition:
    """Return what changes whenever any entry does."""
    count, versions, updated_at = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(VocabularyEntry.version), 0),
            func.max(VocabularyEntry.updated_at),
        )
    ).one()
    return count, versions, updated_at


def get_entries(session: Session) -> tuple[Entry, ...]:
    """Return all entries that are in use."""
    rows = session.execute(
        select(VocabularyEntry.names, VocabularyEntry.narrower)
        .where(~VocabularyEntry.removed)
        .order_by(VocabularyEntry.name, VocabularyEntry.id)
        .limit(_MOST_ENTRIES)
    ).all()
    return tuple(Entry(tuple(names), tuple(narrower)) for names, narrower in rows)


def list_entries(
    session: Session, *, containing: str = "", limit: int, cursor: str | None = None
) -> Page[VocabularyEntry]:
    """Return a page of the entries in use by their first name."""
    query = select(VocabularyEntry).where(~VocabularyEntry.removed)
    if containing:
        anywhere = func.lower(
            VocabularyEntry.names.cast(Text) + " " + VocabularyEntry.narrower.cast(Text)
        )
        query = query.where(anywhere.contains(containing.lower(), autoescape=True))
    key = (VocabularyEntry.name, VocabularyEntry.id)
    return keyset_page(session, query, key, limit=limit, cursor=cursor)


def get_entry(session: Session, entry_id: uuid.UUID, *, lock: bool = False) -> VocabularyEntry:
    """Return an entry in use. Raises NoSuchEntry."""
    query = select(VocabularyEntry).where(VocabularyEntry.id == entry_id)
    entry = session.scalar(query.with_for_update() if lock else query)
    if entry is None or entry.removed:
        raise NoSuchEntry
    return entry


def list_revisions(session: Session, entry_id: uuid.UUID) -> Sequence[VocabularyRevision]:
    """Return what an entry said, the newest first, removed or not. Raises NoSuchEntry."""
    query = (
        select(VocabularyRevision)
        .where(VocabularyRevision.entry_id == entry_id)
        .order_by(VocabularyRevision.version.desc())
        .limit(MOST_REVISIONS)
    )
    revisions = session.scalars(query).all()
    if not revisions:
        raise NoSuchEntry
    return revisions
