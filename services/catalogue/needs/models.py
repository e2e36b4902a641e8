"""The tables of what was searched for and not found."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.catalogue.database import Model


class UnmetNeed(Model):
    """What several searches in other words have in common; `key` is their stems, in order.

    `words` is how it was searched for first.
    """

    __tablename__ = "unmet_needs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    words: Mapped[str]
    state: Mapped[str]
    note: Mapped[str]
    version: Mapped[int]
    changed_by: Mapped[uuid.UUID | None]
    changed_at: Mapped[dt.datetime | None]

    __table_args__ = (CheckConstraint("state IN ('open', 'dealt_with')", name="state"),)


class UnmetSearch(Model):
    """How often a query within filters found few on one day in London; nothing about who asked.

    `filters` is the rest of the search's address. `found` is the most that it found that day.
    """

    __tablename__ = "unmet_searches"

    need_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("unmet_needs.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[dt.date] = mapped_column(primary_key=True, index=True)
    query: Mapped[str] = mapped_column(primary_key=True)
    filters: Mapped[str] = mapped_column(primary_key=True)
    found: Mapped[int]
    searches: Mapped[int] = mapped_column(BigInteger)
