"""The tables of applications and of the councils that make them together."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.cohorts.models import Cohort
from services.events.database import Model


class Application(Model):
    """An application of one council or several; addresses are in notifications, tokens as hashes."""

    __tablename__ = "applications"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    reference: Mapped[str]
    state: Mapped[str]  # applications.rules.State
    issues: Mapped[list[str]]
    seats_least: Mapped[int]
    seats_most: Mapped[int]
    imported_score: Mapped[float | None]
    panel_score: Mapped[float | None]  # from the panel's scores, kept by applications.actions
    statement: Mapped[str]
    affected: Mapped[str]
    outcomes: Mapped[str]
    answers: Mapped[dict[str, str]] = mapped_column(JSONB)  # by the question's key
    commitments: Mapped[list[str]]  # keys of the workshops they will come to
    team: Mapped[list[dict[str, str]]] = mapped_column(JSONB)  # name and role each
    contact_name: Mapped[str]
    person_id: Mapped[uuid.UUID | None]
    sponsor_name: Mapped[str]
    sponsor_person_id: Mapped[uuid.UUID | None]
    sponsor_confirmed_at: Mapped[dt.datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    sponsor_token_hash: Mapped[str | None] = mapped_column(unique=True)
    submitted_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    version: Mapped[int]

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    councils: Mapped[list[ApplicationCouncil]] = relationship(
        order_by="ApplicationCouncil.position", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def score(self) -> float | None:
        """What counts in a selection: the panel's score, or the imported one where there is none."""
        return self.imported_score if self.panel_score is None else self.panel_score

    @property
    def lead(self) -> ApplicationCouncil:
        """The council that leads."""
        return self.councils[0]

    __table_args__ = (
        UniqueConstraint("cohort_id", "reference"),
        CheckConstraint("state IN ('interested', 'draft', 'submitted', 'withdrawn')", name="state"),
        CheckConstraint("seats_most >= seats_least AND seats_least > 0", name="seats"),
        Index("ix_applications_cohort", "cohort_id", "id"),
    )


class ApplicationCouncil(Model):
    """A council of an application; position 0 leads. `name` is as written, the id whom we took it for."""

    __tablename__ = "application_councils"

    application_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]

    __table_args__ = (
        Index("ix_application_councils_organisation", "organisation_id", "application_id"),
        Index(
            "ix_application_councils_unmatched",
            "application_id",
            postgresql_where=text("organisation_id IS NULL"),
        ),
    )
