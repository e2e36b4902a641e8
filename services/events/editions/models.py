"""The tables of editions and their stages."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.database import Model


class Edition(Model):
    """The Innovation Zone of one year."""

    __tablename__ = "editions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    themes: Mapped[list[dict[str, str]]] = mapped_column(JSONB)  # slug and label each
    venue: Mapped[str]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    ended_at: Mapped[dt.datetime | None]  # an organiser said so before the last day was over
    version: Mapped[int]
    created_at: Mapped[dt.datetime]

    stages: Mapped[list[Stage]] = relationship(
        order_by="Stage.position", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days"),)


class Stage(Model):
    """A place of an edition where one session at a time can be held."""

    __tablename__ = "stages"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    name: Mapped[str]
    capacity: Mapped[int | None]
    position: Mapped[int]

    __table_args__ = (
        # Checked at commit, so that two stages can swap their names in one edit.
        UniqueConstraint("edition_id", "name", deferrable=True, initially="DEFERRED"),
        CheckConstraint("capacity > 0", name="capacity"),
    )
