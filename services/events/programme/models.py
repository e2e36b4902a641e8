"""The tables of proposals, sessions and releases."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.database import Model
from services.events.editions.models import Edition, Stage


class Proposal(Model):
    """What an organisation could show at an edition, from its answer or entered by an organiser.

    It may name an edition that is not known here yet: messages come in any order.
    """

    __tablename__ = "proposals"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID]
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(BigInteger)  # of the answer, where one led to it
    state: Mapped[str]
    title: Mapped[str]
    abstract: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    person_id: Mapped[uuid.UUID | None]
    innovation_id: Mapped[uuid.UUID | None]
    themes: Mapped[list[str]]
    comment: Mapped[str]
    changed_at: Mapped[dt.datetime]

    __table_args__ = (
        Index("ix_proposals_edition", "edition_id", "id"),
        CheckConstraint("state IN ('received', 'withdrawn', 'postponed')", name="state"),
    )


class ProgrammeSession(Model):
    """A session of the programme as the organisers plan it; what is public is in a release."""

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
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]
    released_at: Mapped[dt.datetime | None]  # first
    showcased_at: Mapped[dt.datetime | None]
    version: Mapped[int]

    edition: Mapped[Edition] = relationship(lazy="raise")
    stage: Mapped[Stage | None] = relationship(lazy="raise")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise")

    @property
    def stage_name(self) -> str | None:
        """The stage's name, None for a cancelled session whose stage is gone."""
        return self.stage.name if self.stage else None

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("stage_id IS NOT NULL OR cancelled_at IS NOT NULL", name="stage"),
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
