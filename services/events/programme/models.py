"""The tables of sessions and releases."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.database import Model
from services.events.editions.models import Edition, Stage
from services.events.proposals.models import Proposal


class ProgrammeSession(Model):
    """A session of the programme as the organisers plan it; what is public is in a release.

    It is placed (a stage, a start and an end) or not yet (none of the three). Who is in it with
    which role, and when they can be there, is its proposal's; `presenters` is what the public sees.
    """

    __tablename__ = "sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    # A cancelled session may lose its stage; the check below keeps the others' stages from going.
    stage_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stages.id", ondelete="SET NULL"))
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposals.id"))
    title: Mapped[str]
    abstract: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    presenters: Mapped[list[str]]
    themes: Mapped[list[str]]
    starts_at: Mapped[dt.datetime | None]
    ends_at: Mapped[dt.datetime | None]
    duration_minutes: Mapped[int]  # to plan with while it is not placed
    is_pinned: Mapped[bool] = mapped_column(server_default=text("false"))  # no solver moves it
    cancelled_at: Mapped[dt.datetime | None]
    released_at: Mapped[dt.datetime | None]  # first
    showcased_at: Mapped[dt.datetime | None]
    version: Mapped[int]

    edition: Mapped[Edition] = relationship(lazy="raise")
    stage: Mapped[Stage | None] = relationship(lazy="raise")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise")

    @property
    def stage_name(self) -> str | None:
        """The stage's name, None where it has none."""
        return self.stage.name if self.stage else None

    @property
    def slot(self) -> tuple[dt.datetime, dt.datetime]:
        """Start and end of a session that is placed. Raises ValueError of another."""
        if self.starts_at is None or self.ends_at is None:
            raise ValueError("this session is not placed")
        return self.starts_at, self.ends_at

    __table_args__ = (
        CheckConstraint(
            "(starts_at IS NULL AND ends_at IS NULL)"
            " OR (starts_at IS NOT NULL AND ends_at IS NOT NULL AND ends_at > starts_at)",
            name="times",
        ),
        CheckConstraint(
            "(stage_id IS NULL) = (starts_at IS NULL) OR cancelled_at IS NOT NULL", name="stage"
        ),
        CheckConstraint("duration_minutes > 0", name="duration"),
        ExcludeConstraint(
            ("stage_id", "="),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            where=text("cancelled_at IS NULL"),
            using="gist",
            name="ex_sessions_one_at_a_time",
        ),
        Index(
            "uq_sessions_proposal",
            "proposal_id",
            unique=True,
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_sessions_edition", "edition_id", "starts_at", "id"),
        Index("ix_sessions_to_showcase", "id", postgresql_where=text("showcased_at IS NULL")),
    )


class Release(Model):
    """A version of an edition's programme as it went public; never changed afterwards."""

    __tablename__ = "releases"

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    released_at: Mapped[dt.datetime]
    released_by: Mapped[uuid.UUID]
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    changed_session_ids: Mapped[list[str]]


class Placement(Model):
    """One session put elsewhere by hand or by a plan; those of one `group_id` are undone together."""

    __tablename__ = "placements"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    group_id: Mapped[uuid.UUID]
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    actor_id: Mapped[uuid.UUID]
    actor_name: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    placed_at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]

    __table_args__ = (
        Index("ix_placements_newest", "edition_id", "id"),
        Index("ix_placements_session", "session_id", "id"),
    )
