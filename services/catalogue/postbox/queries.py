"""Every read of asks and offers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session

from services.catalogue.postbox.models import Posting
from services.catalogue.postbox.rules import Kind, NoSuchPosting, State, words_of
from shared.db import Page, keyset_page


@dataclass(frozen=True)
class Filters:
    """What a list of postings is narrowed to; None means everything."""

    kind: str | None = None
    state: str | None = None
    theme: str | None = None
    author_id: uuid.UUID | None = None
    organisation_ids: tuple[uuid.UUID, ...] | None = None


def get_posting(session: Session, posting_id: uuid.UUID, *, lock: bool = False) -> Posting:
    """Return a posting. Raises NoSuchPosting."""
    query = select(Posting).where(Posting.id == posting_id)
    posting = session.scalar(query.with_for_update() if lock else query)
    if posting is None:
        raise NoSuchPosting
    return posting


def find_by_submission(session: Session, submission_id: uuid.UUID) -> Posting | None:
    """Return the posting that a form made, or None."""
    return session.scalar(select(Posting).where(Posting.submission_id == submission_id))


def list_postings(
    session: Session, filters: Filters, *, limit: int, cursor: str | None = None
) -> Page[Posting]:
    """Return a page of postings, the newest first."""
    query = select(Posting)
    for name in ("kind", "state", "author_id"):
        if getattr(filters, name) is not None:
            query = query.where(getattr(Posting, name) == getattr(filters, name))
    if filters.theme is not None:
        query = query.where(Posting.themes.contains([filters.theme]))
    if filters.organisation_ids is not None:
        query = query.where(Posting.organisation_id.in_(filters.organisation_ids))
    return keyset_page(session, query, (Posting.id,), limit=limit, cursor=cursor, descending=True)


def list_open_asks_about(
    session: Session, text: str, themes: Sequence[str] = (), *, limit: int
) -> Sequence[Posting]:
    """Return open asks on the subject of a search, the fittest first.

    An ask fits when it has one of the themes, or at least half of the words that mean something.
    """
    words: list[ColumnElement[Any]] = [
        func.plainto_tsquery("english", word) for word in words_of(text)
    ]
    if not words and not themes:
        return []
    fits: list[ColumnElement[bool]] = [Posting.themes.contains([theme]) for theme in themes]
    found: ColumnElement[int] = literal(0)
    if words:
        found = _sum([case((Posting.words.bool_op("@@")(word), 1), else_=0) for word in words])
        telling = _sum([case((func.numnode(word) > 0, 1), else_=0) for word in words])
        any_word = reduce(lambda one, other: one.op("||")(other), words)
        fits.append(Posting.words.bool_op("@@")(any_word) & (found * 2 >= telling))
    query = (
        select(Posting)
        .where(Posting.state == State.OPEN, Posting.kind == Kind.ASK, or_(*fits))
        .order_by(found.desc(), Posting.id.desc())
        .limit(limit)
    )
    return session.scalars(query).all()


def _sum(parts: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    return reduce(lambda one, other: one + other, parts)


def count_open(session: Session) -> dict[str, int]:
    """Return how many postings of each kind are open."""
    query = select(Posting.kind, func.count()).where(Posting.state == State.OPEN)
    counted = session.execute(query.group_by(Posting.kind))
    return dict.fromkeys(Kind, 0) | {kind: int(count) for kind, count in counted}
