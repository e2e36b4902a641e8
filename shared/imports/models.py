"""The table of imports: the file, what was asked, and what came of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import SharedModel


class Import(SharedModel):
    """One file. Its state goes queued → running → done or failed; the row's lock is the lease."""

    __tablename__ = "imports"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    filename: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    dry_run: Mapped[bool]
    publish: Mapped[bool]
    concerns_id: Mapped[uuid.UUID | None]  # the edition or cohort that the rows are for
    actor_id: Mapped[uuid.UUID]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    report: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

    __table_args__ = (
        Index("ix_imports_waiting", "created_at", postgresql_where=text("finished_at IS NULL")),
        Index("ix_imports_newest", "created_at", "id"),
    )
