"""Reads of innovations as their readers may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import NoSuchInnovation, Reader, Source, State, may_see
from shared.auth.tokens import Principal, Role
from shared.db import Page, keyset_page


def reader_of(principal: Principal | None) -> Reader:
    """Return what a person, or with None a visitor, is to innovations."""
    if principal is None:
        return Reader()
    return Reader(principal.subject, is_reviewer=principal.has(Role.REVIEWER))


MOST_OF_A_NAME = 5000


@dataclass(frozen=True)
class Filters:
    """What a list of innovations is narrowed to; None means everything."""

    state: str | None = None
    source: str | None = None
    reference: str | None = None
    organisation_ids: tuple[uuid.UUID, ...] | None = None
    submitted_by: uuid.UUID | None = None
    title_words: str | None = None


def get_innovation(
    session: Session, innovation_id: uuid.UUID, reader: Reader, *, lock: bool = False
) -> Innovation:
    """Return an innovation the reader may see. Raises NoSuchInnovation."""
    query = select(Innovation).where(Innovation.id == innovation_id)
    return _visible(session, query, reader, lock=lock)


def get_by_slug(session: Session, slug: str, reader: Reader) -> Innovation:
    """Return the innovation at an address, if the reader may see it. Raises NoSuchInnovation."""
    return _visible(session, select(Innovation).where(Innovation.slug == slug), reader, lock=False)


def _visible(
    session: Session, query: Select[Innovation], reader: Reader, *, lock: bool
) -> Innovation:
    innovation = session.scalar(query.with_for_update() if lock else query)
    if innovation is None or not may_see(reader, innovation.state, innovation.submitted_by):
        raise NoSuchInnovation
    return innovation


def list_innovations(
    session: Session,
    reader: Reader,
    filters: Filters,
    *,
    limit: int,
    cursor: str | None = None,
) -> Page[Innovation]:
    """Return a page of what the reader may see, the newest entry first."""
    query = _narrowed(_seen_by(select(Innovation), reader), filters)
    key = (Innovation.id,)
    return keyset_page(session, query, key, limit=limit, cursor=cursor, descending=True)


def _seen_by(query: Select[Innovation], reader: Reader) -> Select[Innovation]:
    if reader.is_reviewer:
        return query
    public = Innovation.state == State.PUBLISHED
    if reader.person_id is None:
        return query.where(public)
    return query.where(or_(public, Innovation.submitted_by == reader.person_id))


def _narrowed(query: Select[Innovation], filters: Filters) -> Select[Innovation]:
    if filters.state is not None:
        query = query.where(Innovation.state == filters.state)
    if filters.source is not None:
        query = query.where(Innovation.source == filters.source)
    if filters.reference is not None:
        query = query.where(Innovation.reference == filters.reference)
    if filters.organisation_ids is not None:
        query = query.where(Innovation.organisation_id.in_(filters.organisation_ids))
    if filters.submitted_by is not None:
        query = query.where(Innovation.submitted_by == filters.submitted_by)
    for word in (filters.title_words or "").split():
        query = query.where(Innovation.title.icontains(word, autoescape=True))
    return query


def find_by_reference(
    session: Session, references: Iterable[str], *, lock: bool = False
) -> dict[str, Innovation]:
    """Return the innovations that have one of the references, by it."""
    query = select(Innovation).where(Innovation.reference.in_(list(references)))
    query = query.order_by(Innovation.id)
    rows = session.scalars(query.with_for_update() if lock else query)
    return {row.reference: row for row in rows}


def find_by_source(
    session: Session, source: Source, source_id: str, *, lock: bool = False
) -> Innovation | None:
    """Return the innovation that came from there, or None."""
    query = select(Innovation).where(Innovation.source == source, Innovation.source_id == source_id)
    return session.scalar(query.with_for_update() if lock else query)


def list_taken_slugs(session: Session, slugs: Iterable[str]) -> set[str]:
    """Return which of the slugs an innovation has."""
    query = select(Innovation.slug).where(Innovation.slug.in_(list(slugs)))
    return set(session.scalars(query))


def next_number(session: Session) -> int:
    """Take the next number of an entry; numbers of entries given up are not used again."""
    sequence = func.pg_get_serial_sequence(Innovation.__tablename__, Innovation.number.key)
    return int(session.scalars(select(func.nextval(sequence))).one())


@dataclass(frozen=True)
class UnmatchedName:
    """An organisation as written that nobody in the register is known to be, and how often."""

    name: str
    innovations: int


def list_unmatched(
    session: Session, *, limit: int, after: str | None = None
) -> Page[UnmatchedName]:
    """Return a page of names without an organisation, by name; entries given up do not count."""
    query = select(Innovation.organisation_name, func.count()).where(
        Innovation.organisation_id.is_(None), Innovation.state != State.WITHDRAWN
    )
    if after is not None:
        query = query.where(Innovation.organisation_name > after)
    query = query.group_by(Innovation.organisation_name).order_by(Innovation.organisation_name)
    rows = session.execute(query.limit(limit + 1)).all()
    items = [UnmatchedName(name, count) for name, count in rows[:limit]]
    return Page(items, items[-1].name if len(rows) > limit else None)


def list_by_unmatched_name(
    session: Session, name: str, *, lock: bool = False
) -> Sequence[Innovation]:
    """Return the innovations of a name without an organisation, by id."""
    query = select(Innovation).where(
        Innovation.organisation_name == name, Innovation.organisation_id.is_(None)
    )
    query = query.order_by(Innovation.id).limit(MOST_OF_A_NAME)
    return session.scalars(query.with_for_update() if lock else query).all()


def count_by_state(session: Session) -> dict[str, int]:
    """Return how many innovations are in each state."""
    counted = session.execute(select(Innovation.state, func.count()).group_by(Innovation.state))
    return dict.fromkeys(State, 0) | {state: int(count) for state, count in counted}
