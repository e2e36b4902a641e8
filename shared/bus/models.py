"""The tables every service's database has for what it sends and receives."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.database import SharedModel


class OutboxEntry(SharedModel):
    """A message to publish or a task to wake, written in the transaction that made it true."""

    __tablename__ = "outbox"

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(unique=True)
    kind: Mapped[str]  # "message" or "task"
    type: Mapped[str]
    subject: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, Any] | None]
    personal: Mapped[bool]
    traceparent: Mapped[str]
    written_at: Mapped[dt.datetime]
    relayed_at: Mapped[dt.datetime | None]
    stream_id: Mapped[str | None]

    __table_args__ = (
        Index("ix_outbox_waiting", "position", postgresql_where=text("relayed_at IS NULL")),
        Index("ix_outbox_relayed", "relayed_at", "position"),
    )


class InboxEntry(SharedModel):
    """A message whose effect is in this database."""

    __tablename__ = "inbox"

    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    applied_at: Mapped[dt.datetime] = mapped_column(index=True)


class FailedMessage(SharedModel):
    """A message that could not be applied: waiting for its next try, or dead after five."""

    __tablename__ = "failed_messages"

    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    envelope: Mapped[dict[str, Any]]
    attempts: Mapped[int]
    error: Mapped[str]
    first_failed_at: Mapped[dt.datetime]
    next_try_at: Mapped[dt.datetime | None]
    dead_at: Mapped[dt.datetime | None]

    __table_args__ = (
        Index("ix_failed_messages_due", "next_try_at", postgresql_where=text("dead_at IS NULL")),
    )
