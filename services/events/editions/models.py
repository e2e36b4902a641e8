"""The tables of editions and their stages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.database import Model


class Edition(Model):
    """The Innovation Zone of one year."""

    __tablename__ = "editions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    ordinal: Mapped[int | None]  # the how-maniest Zone it is
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    themes: Mapped[list[dict[str, str]]] = mapped_column(JSONB)  # slug and label each
    venue: Mapped[str]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    # What has been said of single days; `editions.rules.days_from_json` knows the others.
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    call_is_open: Mapped[bool] = mapped_column(server_default=text("false"))
    call_deadline: Mapped[dt.datetime | None]
    call_grace_minutes: Mapped[int] = mapped_column(server_default=text("0"))
    places: Mapped[int | None]  # how many proposals can be accepted; free ones go to who waits
    offer_days: Mapped[int] = mapped_column(server_default=text("7"))
    publicity_name: Mapped[str] = mapped_column(server_default=text("''"))
    publicity_person_id: Mapped[uuid.UUID | None]  # notifications has the address
    # Only what differs from the defaults; read by `editions.rules.severities_of`.
    severities: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    turnaround_minutes: Mapped[int] = mapped_column(server_default=text("5"))
    walking_minutes: Mapped[int] = mapped_column(server_default=text("5"))
    ended_at: Mapped[dt.datetime | None]  # an organiser said so before the last day was over
    version: Mapped[int]
    created_at: Mapped[dt.datetime]

    stages: Mapped[list[Stage]] = relationship(
        order_by="Stage.position", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("call_grace_minutes BETWEEN 0 AND 10080", name="grace"),
        CheckConstraint("turnaround_minutes >= 0 AND walking_minutes >= 0", name="minutes"),
        CheckConstraint("places >= 0 AND offer_days BETWEEN 1 AND 60", name="places"),
    )


class Stage(Model):
    """A place of an edition where one session at a time can be held."""

    __tablename__ = "stages"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    name: Mapped[str]
    capacity: Mapped[int | None]
    equipment: Mapped[list[str]] = mapped_column(server_default=text("'[]'"))
    # Stages of one floor are heard on each other unless people listen with headphones.
    floor: Mapped[str] = mapped_column(server_default=text("''"))
    headphones: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int]

    __table_args__ = (
        # Checked at commit, so that two stages can swap their names in one edit.
        UniqueConstraint("edition_id", "name", deferrable=True, initially="DEFERRED"),
        CheckConstraint("capacity > 0", name="capacity"),
    )
