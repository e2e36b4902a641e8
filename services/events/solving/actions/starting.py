"""Starts and stops runs; a worker does the rest."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.solving.models import SolverRun
from services.events.solving.queries import count_open, get_run
from services.events.solving.rules import (
    Limits,
    RunEnded,
    RunKind,
    RunState,
    TooManyRuns,
    to_plain,
)
from shared.bus import enqueue
from shared.db import new_id

_MOST_OPEN = 20


@dataclass(frozen=True)
class Asked:
    """What somebody asked the solver for: the problem and how long it may take."""

    kind: RunKind
    subject_id: uuid.UUID
    problem: Any
    limits: Limits
    options: dict[str, Any]
    by: uuid.UUID


def start_run(session: Session, asked: Asked, now: dt.datetime) -> SolverRun:
    """Keep a run for a worker to take. Raises TooManyRuns."""
    # Two who start one at the same moment get different numbers.
    session.execute(select(func.pg_advisory_xact_lock(asked.subject_id.int % 2**62)))
    if count_open(session) >= _MOST_OPEN:
        raise TooManyRuns("Many runs are waiting already. Try again when some of them have ended.")
    last = session.scalar(
        select(func.max(SolverRun.number)).where(
            SolverRun.kind == asked.kind, SolverRun.subject_id == asked.subject_id
        )
    )
    run = SolverRun(
        id=new_id(),
        kind=asked.kind,
        subject_id=asked.subject_id,
        number=(last or 0) + 1,
        state=RunState.QUEUED,
        limits=to_plain(asked.limits),
        options=asked.options,
        problem=to_plain(asked.problem),
        progress={},
        error="",
        solver_version="",
        attempts=0,
        created_by=asked.by,
        created_at=now,
    )
    session.add(run)
    session.flush()
    enqueue(session, "events.run-solver")
    return run


def stop_run(kind: RunKind, subject_id: uuid.UUID, number: int, now: dt.datetime) -> SolverRun:
    """Ask a run to stop with its best answer kept; one that waits ends at once.

    Raises NotFound, RunEnded.
    """
    with database.transaction() as session:
        run = get_run(session, kind, subject_id, number, lock=True)
        if run.state not in {RunState.QUEUED, RunState.RUNNING}:
            raise RunEnded("This run has ended already. Its result is kept.")
        run.stop_asked_at = run.stop_asked_at or now
        if run.state == RunState.QUEUED:
            run.state, run.ended_at = RunState.FAILED, now
            run.error = "It was stopped before it began."
    return run
