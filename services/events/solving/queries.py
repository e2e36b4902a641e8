"""Every read of the solver's runs."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.events.solving.models import SolverRun
from services.events.solving.rules import RunKind, RunNotEnded, RunState
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = ["SolverRun", "count_open", "get_result", "get_run", "list_runs"]


def get_run(
    session: Session, kind: RunKind, subject_id: uuid.UUID, number: int, *, lock: bool = False
) -> SolverRun:
    """Return a run by its number. Raises NotFound."""
    query = select(SolverRun).where(
        SolverRun.kind == kind, SolverRun.subject_id == subject_id, SolverRun.number == number
    )
    run = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if run is None:
        raise NotFound(f"There is no {kind} with this number. Go back to the list.")
    return run


def get_result(
    session: Session, kind: RunKind, subject_id: uuid.UUID, number: int, *, lock: bool = False
) -> SolverRun:
    """Return a run that has a result. Raises NotFound, RunNotEnded."""
    run = get_run(session, kind, subject_id, number, lock=lock)
    if run.state != RunState.FINISHED or run.result is None:
        raise RunNotEnded("This run has no result. Wait for it, or start another.")
    return run


def list_runs(
    session: Session, kind: RunKind, subject_id: uuid.UUID, *, limit: int, cursor: str | None
) -> Page[SolverRun]:
    """Return a page of the runs of an edition or a cohort, the newest first."""
    query = select(SolverRun).where(SolverRun.kind == kind, SolverRun.subject_id == subject_id)
    return keyset_page(
        session, query, [SolverRun.number], limit=limit, cursor=cursor, descending=True
    )


def count_open(session: Session) -> int:
    """Return how many runs wait or run."""
    open_states = [RunState.QUEUED, RunState.RUNNING]
    query = select(func.count()).where(SolverRun.state.in_(open_states))
    return session.scalar(query) or 0
