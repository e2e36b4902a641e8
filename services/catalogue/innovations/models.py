"""The tables of innovations, of what changed about them and of how often they are read."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.catalogue.database import Model


class Innovation(Model):
    """An entry of the catalogue, from its first draft on.

    `organisation_name` stays as somebody wrote it, `organisation_id` is whom we take it to mean.
    `region` is only set where it was given; otherwise the organisation's counts. `source` and
    `source_id` say where the entry came from, `source_mark` which state of it we have.
    """

    __tablename__ = "innovations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    reference: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    organisation_name: Mapped[str]
    region: Mapped[str | None]
    year: Mapped[int | None]
    themes: Mapped[list[str]]
    link: Mapped[str | None]
    state: Mapped[str]
    source: Mapped[str]
    source_id: Mapped[str]
    source_mark: Mapped[str]
    continues_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("innovations.id"))
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(index=True)
    edited_by: Mapped[uuid.UUID | None]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("source IN ('import', 'submission', 'session', 'project')", name="source"),
        Index("ix_innovations_state", "state", "id"),
        Index(
            "ix_innovations_unmatched",
            "organisation_name",
            postgresql_where=text("organisation_id IS NULL"),
        ),
    )


class InnovationChange(Model):
    """A change of the public text that the search index has not taken in yet."""

    __tablename__ = "innovation_changes"

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    innovation_id: Mapped[uuid.UUID]


class InnovationView(Model):
    """How often an innovation's page was read on one day in London; nothing about who read it."""

    __tablename__ = "innovation_views"

    innovation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("innovations.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True, index=True)
    views: Mapped[int] = mapped_column(BigInteger)
