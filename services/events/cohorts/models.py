"""The table of cohorts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.database import Model
from services.events.schemes.models import Scheme


class Cohort(Model):
    """A cohort of a scheme; its state is derived from its days and its decision."""

    __tablename__ = "cohorts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    scheme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("schemes.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    regions: Mapped[list[str]]  # of the register; none: all of England
    seats: Mapped[int]
    councils_least: Mapped[int]
    councils_most: Mapped[int]
    seats_least: Mapped[int]  # a council
    seats_most: Mapped[int]
    # dimension ("region" or "kind"), value, least and most (or null) councils each
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    weights: Mapped[dict[str, Any]]  # by name, see cohorts.rules.WEIGHTS
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]  # from the plan as it was when the days were set
    contact_name: Mapped[str]  # the regional contact, as shown
    contact_person_id: Mapped[uuid.UUID | None]  # notifications has the address
    opens_at: Mapped[dt.datetime | None]
    deadline_at: Mapped[dt.datetime | None]
    grace_minutes: Mapped[int]
    accept_days: Mapped[int]  # how long an offered place is held
    anonymous: Mapped[bool]  # who scores does not see who applied
    decided_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]

    scheme: Mapped[Scheme] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("seats > 0 AND ends_on >= starts_on", name="facts"),
        CheckConstraint("councils_most >= councils_least AND councils_least > 0", name="councils"),
        CheckConstraint("seats_most >= seats_least AND seats_least > 0", name="council_seats"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 10080", name="grace"),
        CheckConstraint("deadline_at > opens_at", name="call"),
        Index("ix_cohorts_scheme", "scheme_id", "starts_on", "id"),
        Index("ix_cohorts_start", "starts_on", "id"),
    )
