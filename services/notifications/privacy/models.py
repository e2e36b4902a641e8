"""The table of what was removed: that something went, how much and why, but not whose it was."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model


class Removal(Model):
    """Personal data that was removed, by a person (`actor_id`) or by the retention task (none).

    `older_than` is the day before which the data had to be, where that was the reason.
    """

    __tablename__ = "removals"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    what: Mapped[str]
    count: Mapped[int]
    reason: Mapped[str]
    older_than: Mapped[dt.date | None]
    actor_id: Mapped[uuid.UUID | None]
    removed_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_removals_newest", "removed_at", "id"),)
