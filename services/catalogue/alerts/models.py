"""The tables of saved searches and of what their mails have told."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.catalogue.database import Model


class SavedSearch(Model):
    """A search somebody wants to hear of.

    `person_id` is an account where `has_account`, otherwise an id that stands for an address which
    notifications alone knows; `address_mark` only lives until that address is confirmed.
    Only what is published after `counts_from` is told. Publications up to `told_until` have been
    looked at; `due_at` is when the next look is due.
    """

    __tablename__ = "saved_searches"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID]
    has_account: Mapped[bool]
    address_mark: Mapped[str | None]
    text: Mapped[str]
    filters: Mapped[dict[str, Any]]
    exact: Mapped[bool]
    fingerprint: Mapped[str]
    frequency: Mapped[str]
    state: Mapped[str]
    counts_from: Mapped[dt.datetime]
    told_until: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint("frequency IN ('daily', 'weekly')", name="frequency"),
        CheckConstraint("state IN ('waiting', 'active', 'paused', 'stopped')", name="state"),
        Index(
            "uq_saved_searches_person_id_fingerprint",
            "person_id",
            "fingerprint",
            unique=True,
            postgresql_where=sql("state <> 'stopped'"),
        ),
        Index("ix_saved_searches_due", "due_at", postgresql_where=sql("state = 'active'")),
        Index("ix_saved_searches_waiting", "created_at", postgresql_where=sql("state = 'waiting'")),
    )


class ToldInnovation(Model):
    """An innovation that a saved search's mail has told; kept while a later look could find it again."""

    __tablename__ = "told_innovations"

    saved_search_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    innovation_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    published_at: Mapped[dt.datetime]
