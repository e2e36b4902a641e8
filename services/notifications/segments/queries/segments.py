"""Reads segments, how many they mean, and what can be chosen in a condition."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Contact
from services.notifications.segments.models import Participation, Segment, SegmentVersion
from services.notifications.segments.queries.compiling import Scope, segment_contacts
from services.notifications.segments.queries.sources import editions, innovations, mailings
from services.notifications.segments.rules import Node, facts_in
from shared.db import Page, keyset_page
from shared.refusals import NotFound


def get_segment(session: Session, segment_id: uuid.UUID, *, lock: bool = False) -> Segment:
    """Return a segment. Raises NotFound."""
    segment = session.get(Segment, segment_id, with_for_update=lock)
    if segment is None:
        raise NotFound("There is no such segment. Check the address.")
    return segment


def find_segment(session: Session, segment_id: uuid.UUID | None) -> Segment | None:
    """Return a segment, None where there is none."""
    return session.get(Segment, segment_id) if segment_id else None


def list_segments(session: Session, *, limit: int, cursor: str | None) -> Page[Segment]:
    """Return a page of segments, newest first."""
    key = [Segment.created_at, Segment.id]
    return keyset_page(session, select(Segment), key, limit=limit, cursor=cursor, descending=True)


def list_versions(
    session: Session, segment_id: uuid.UUID, limit: int = 100
) -> list[SegmentVersion]:
    """Return the versions of a segment, the latest first."""
    query = (
        select(SegmentVersion)
        .where(SegmentVersion.segment_id == segment_id)
        .order_by(SegmentVersion.version.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def count_segment(session: Session, conditions: Node) -> tuple[int, list[int]]:
    """Return how many contacts the conditions mean, and how many each fact alone, in one statement."""
    scope = Scope.make()
    columns = [func.count().filter(scope.condition(conditions))]
    columns += [func.count().filter(scope.condition(fact)) for fact in facts_in(conditions)]
    total, *each = session.execute(select(*columns).select_from(Contact)).one()
    return total, each


def list_segment_contacts(
    session: Session, conditions: Node, *, limit: int, cursor: str | None
) -> Page[Contact]:
    """Return a page of the contacts in a segment, by address."""
    query = select(Contact).where(Contact.id.in_(segment_contacts(conditions)))
    return keyset_page(session, query, [Contact.email], limit=limit, cursor=cursor)


def find_by_address(session: Session, address: str) -> Contact | None:
    """Return the contact of an address as it was typed."""
    return session.scalar(select(Contact).where(Contact.email == address.strip().lower()))


def list_events(session: Session, limit: int = 200) -> Mapping[str, str]:
    """Return the events that a condition can name: editions, and what people took part in."""
    own = session.execute(
        select(editions.c.id, editions.c.name).order_by(editions.c.starts_on.desc()).limit(limit)
    )
    others = session.execute(
        select(Participation.event_id, func.max(Participation.event_name))
        .group_by(Participation.event_id)
        .order_by(func.max(Participation.event_name), Participation.event_id)
        .limit(limit)
    )
    return {str(event_id): name for event_id, name in [*others, *own]}


def list_sent_campaigns(session: Session, limit: int = 200) -> Mapping[str, str]:
    """Return the campaigns whose sending has begun, by name."""
    query = select(mailings.c.id, mailings.c.name).order_by(mailings.c.name, mailings.c.id)
    return {str(row.id): row.name for row in session.execute(query.limit(limit))}


def list_known_themes(session: Session, limit: int = 300) -> Mapping[str, str]:
    """Return the themes of published innovations."""
    each = select(func.jsonb_array_elements_text(innovations.c.theme_keys).label("theme")).where(
        innovations.c.published
    )
    theme = each.subquery().c.theme
    rows = session.scalars(select(theme).distinct().order_by(theme).limit(limit))
    return {name: name for name in rows}


def list_known_roles(session: Session, limit: int = 300) -> Mapping[str, str]:
    """Return the roles that contacts have."""
    each = select(func.jsonb_array_elements_text(Contact.roles).label("role")).subquery()
    role = func.lower(each.c.role)
    rows = session.scalars(select(role).distinct().order_by(role).limit(limit))
    return {name: name for name in rows}
