"""The table of the solver's runs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.events.database import Model
from services.events.solving.rules import RunKind, RunState

_KINDS = ", ".join(f"'{kind}'" for kind in RunKind)
_STATES = ", ".join(f"'{state}'" for state in RunState)


class SolverRun(Model):
    """A problem, frozen when it was posed, and what the solver makes of it.

    `subject_id` is the edition or the cohort, `number` counts its runs. `attempts` counts how often
    a worker began it: one whose number is no longer the row's has lost it.
    """

    __tablename__ = "solver_runs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    number: Mapped[int]
    state: Mapped[str]
    limits: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]  # as asked for
    problem: Mapped[dict[str, Any]]
    progress: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str]
    solver_version: Mapped[str]
    attempts: Mapped[int]
    lease_expires_at: Mapped[dt.datetime | None]
    stop_asked_at: Mapped[dt.datetime | None]
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    applied_at: Mapped[dt.datetime | None]
    applied_by: Mapped[uuid.UUID | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number"),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index("ix_solver_runs_due", "id", postgresql_where=text("state IN ('queued', 'running')")),
    )
