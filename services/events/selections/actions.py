"""Use cases of selections: start one, stop it, and come to an audited result again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from services.events.cohorts.queries import get_cohort
from services.events.database import database
from services.events.selections.queries import pose_selection
from services.events.solving.actions import Asked, solve_now, start_run, stop_run
from services.events.solving.queries import SolverRun
from services.events.solving.rules import Limits, RunKind, from_plain


def start_selection(
    cohort_id: uuid.UUID,
    options: Mapping[str, Any],
    *,
    by: uuid.UUID,
    memory_mb: int,
    now: dt.datetime,
) -> SolverRun:
    """Pose a cohort's selection as it is now and keep it for a worker.

    Always on one worker and by effort, so that it can be audited. Raises NotFound, Invalid,
    TooManyRuns.
    """
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id)
        problem = pose_selection(session, cohort, options)
        limits = Limits(
            seconds=60,
            effort=float(options.get("effort", 20)),
            workers=1,
            memory_mb=memory_mb,
            seed=problem.seed,
            reproducible=True,
        )
        asked = Asked(RunKind.SELECTION, cohort_id, problem, limits, dict(options), by)
        return start_run(session, asked, now)


def stop_selection(cohort_id: uuid.UUID, number: int, now: dt.datetime) -> SolverRun:
    """Ask a selection to stop with its best answer kept. Raises NotFound, RunEnded."""
    return stop_run(RunKind.SELECTION, cohort_id, number, now)


def run_audit_again(audit: Mapping[str, Any], memory_mb: int) -> dict[str, Any]:
    """Return the audit file that its inputs lead to now. Raises SolverFailed."""
    limits = from_plain(Limits, audit["limits"])
    result = solve_now(RunKind.SELECTION, audit["problem"], limits, memory_mb)
    version = result.pop("solver_version")
    return dict(audit) | {"result": result, "solver": version}
