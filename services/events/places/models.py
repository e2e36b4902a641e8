"""The tables of decisions, places and the people who take them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.applications.models import Application
from services.events.database import Model


class Decision(Model):
    """What the panel decided for a cohort: who confirmed it, when and why; never changed."""

    __tablename__ = "decisions"

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[uuid.UUID]
    decided_by_name: Mapped[str]
    reason: Mapped[str]
    chosen: Mapped[dict[str, Any]]  # seats by application, and the reserves in their order


class Place(Model):
    """An application's place in a cohort: in reserve, offered until a moment, or answered."""

    __tablename__ = "places"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), unique=True)
    state: Mapped[str]  # places.rules.PlaceState
    seats: Mapped[int]  # offered; of a reserve none yet
    position: Mapped[int]  # among the reserves
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    answer_by: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="")
    withdrawn_by_name: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship(lazy="raise")
    participants: Mapped[list[Participant]] = relationship(
        order_by="Participant.position", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(
            "state IN ('reserve', 'offered', 'accepted', 'declined', 'expired', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("seats > 0 OR state = 'reserve'", name="seats"),
        CheckConstraint("state <> 'offered' OR answer_by IS NOT NULL", name="answer_by"),
        Index("ix_places_cohort", "cohort_id", "position", "id"),
        Index("ix_places_due", "answer_by", postgresql_where=text("state = 'offered'")),
    )


class Participant(Model):
    """Somebody who takes a seat; notifications has the address where there is one."""

    __tablename__ = "participants"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    person_id: Mapped[uuid.UUID | None]

    __table_args__ = (Index("ix_participants_place", "place_id", "position"),)
