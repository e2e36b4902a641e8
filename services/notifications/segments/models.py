"""The tables of segments, their versions, and who took part in what."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model


class Segment(Model):
    """Conditions with a name; each change makes another `version`."""

    __tablename__ = "segments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    conditions: Mapped[dict[str, Any]]
    version: Mapped[int]
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_segments_newest", "created_at", "id"),)


class SegmentVersion(Model):
    """A segment as it was at a version."""

    __tablename__ = "segment_versions"

    segment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    conditions: Mapped[dict[str, Any]]
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]


class Participation(Model):
    """That somebody attended an event or applied to take part, as the events service told us.

    `stands` is false once it was withdrawn; `version` is that of the attendance or application.
    """

    __tablename__ = "participations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    event_id: Mapped[uuid.UUID]
    event_name: Mapped[str]
    person_id: Mapped[uuid.UUID | None]
    organisation_id: Mapped[uuid.UUID | None]
    happened_on: Mapped[dt.date]
    stands: Mapped[bool]
    version: Mapped[int]

    __table_args__ = (
        Index("ix_participations_event", "kind", "event_id", "id"),
        Index("ix_participations_person", "person_id"),
    )
