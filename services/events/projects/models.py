"""The tables of projects, their milestones, and who came to what."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.cohorts.models import Cohort
from services.events.database import Model


class Project(Model):
    """What a place of a cohort works on; its owner holds a signed link, so no token is kept."""

    __tablename__ = "projects"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("places.id"), unique=True)
    council_name: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]
    title: Mapped[str]
    themes: Mapped[list[str]]
    owner_name: Mapped[str]
    owner_person_id: Mapped[uuid.UUID | None]
    coach_name: Mapped[str]
    coach_person_id: Mapped[uuid.UUID | None]
    summary: Mapped[str]
    outcome: Mapped[str]
    completed_at: Mapped[dt.datetime | None]
    version: Mapped[int]

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    milestones: Mapped[list[Milestone]] = relationship(
        order_by="Milestone.due_on, Milestone.id", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (Index("ix_projects_cohort", "cohort_id", "council_name", "id"),)


class Milestone(Model):
    """Something a project has done by a day, with what shows it."""

    __tablename__ = "milestones"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key: Mapped[str]
    title: Mapped[str]
    due_on: Mapped[dt.date]
    owner_name: Mapped[str]
    done_on: Mapped[dt.date | None]
    evidence: Mapped[str]
    reminded: Mapped[str]  # the last reminder that was written; projects.rules.Reminder

    __table_args__ = (
        UniqueConstraint("project_id", "key"),
        Index("ix_milestones_due", "due_on", "id", postgresql_where=text("done_on IS NULL")),
    )


class Attendance(Model):
    """Whether somebody came to a step of the plan."""

    __tablename__ = "attendances"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    participant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE")
    )
    step: Mapped[str]
    attended: Mapped[bool]
    recorded_at: Mapped[dt.datetime]
    version: Mapped[int]

    __table_args__ = (UniqueConstraint("participant_id", "step"),)
