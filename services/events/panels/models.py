"""The tables of panel members, their conflicts of interest and their scores."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.events.database import Model


class PanelMember(Model):
    """Somebody who scores a cohort's applications, by a mailed link."""

    __tablename__ = "panel_members"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    name: Mapped[str]
    person_id: Mapped[uuid.UUID]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]

    __table_args__ = (UniqueConstraint("cohort_id", "name"),)


class ConflictOfInterest(Model):
    """A member who must neither see nor score an application."""

    __tablename__ = "conflicts_of_interest"

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_members.id"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applications.id"), primary_key=True
    )
    declared_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_conflicts_of_interest_application", "application_id", "member_id"),)


class Score(Model):
    """What a member gave an application, by the criterion's key, with a comment."""

    __tablename__ = "scores"

    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("panel_members.id"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applications.id"), primary_key=True
    )
    points: Mapped[dict[str, int]] = mapped_column(JSONB)
    comment: Mapped[str]
    changed_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_scores_application", "application_id", "member_id"),)
