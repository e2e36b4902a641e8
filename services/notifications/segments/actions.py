"""Keeping segments, their versions, and what the events service tells of who took part."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.database import database
from services.notifications.segments.models import Participation, Segment, SegmentVersion
from services.notifications.segments.queries import get_segment
from services.notifications.segments.rules import Node, checked_conditions
from shared.db import new_id


def create_segment(
    name: str, conditions: Node, *, actor_id: uuid.UUID, now: dt.datetime
) -> Segment:
    """Keep a segment. Raises SegmentFault."""
    segment = Segment(
        id=new_id(),
        name=name,
        conditions=checked_conditions(conditions),
        version=1,
        created_by=actor_id,
        created_at=now,
        updated_at=now,
    )
    with database.transaction() as session:
        session.add(segment)
        session.flush()
        _keep_version(session, segment, actor_id, now)
    return segment


def edit_segment(
    segment_id: uuid.UUID,
    fields: dict[str, Any],
    *,
    check_version: Callable[[int], None],
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> Segment:
    """Change a segment, which makes another version. Raises NotFound, SegmentFault.

    `check_version` is given the version that is changed and refuses it when it is not the one read.
    """
    with database.transaction() as session:
        segment = get_segment(session, segment_id, lock=True)
        check_version(segment.version)
        segment.name = fields.get("name", segment.name)
        segment.conditions = checked_conditions(fields.get("conditions", segment.conditions))
        segment.version += 1
        segment.updated_at = now
        session.flush()
        _keep_version(session, segment, actor_id, now)
    return segment


def record_participation(
    session: Session, kind: str, participation_id: uuid.UUID, values: dict[str, Any], version: int
) -> None:
    """Bring our copy of an attendance or application to a version, unless it is there already."""
    row = {"kind": kind, "version": version, **values}
    session.execute(
        insert(Participation)
        .values(id=participation_id, **row)
        .on_conflict_do_update(
            index_elements=[Participation.id], set_=row, where=Participation.version < version
        )
    )


def _keep_version(
    session: Session, segment: Segment, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    session.add(
        SegmentVersion(
            segment_id=segment.id,
            version=segment.version,
            name=segment.name,
            conditions=segment.conditions,
            made_by=actor_id,
            made_at=now,
        )
    )
