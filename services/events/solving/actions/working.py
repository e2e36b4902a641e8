"""Works on runs: takes one that is due, lets the solver's process at it, keeps what it tells.

Each write of progress renews the lease. A worker that is killed takes its solver with it; when the
lease is over the run is begun again, and given up with a plain word after the third time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from sqlalchemy import or_, select, update

from services.events.database import database
from services.events.solving.gateways.process import Solver, SolverProcess
from services.events.solving.models import SolverRun
from services.events.solving.rules import (
    MOST_ATTEMPTS,
    Limits,
    RunKind,
    RunLost,
    RunState,
    SolverFailed,
    from_plain,
)

Clock = Callable[[], dt.datetime]
_log = structlog.get_logger(__name__)


def work_on_next(solver: Solver, lease_seconds: float, clock: Clock) -> bool:
    """Take the next run that is due and work on it to its end; False where none is."""
    run = _claim(lease_seconds, clock())
    if run is None:
        return False
    if run.state == RunState.FAILED:
        return True
    holder = _Holder(run, lease_seconds, clock)
    try:
        result = solver.solve(
            RunKind(run.kind),
            run.problem,
            from_plain(Limits, run.limits),
            on_progress=holder.keep,
            stop_asked=holder.stop_asked,
        )
    except RunLost:
        _log.warning("run lost", run_id=str(run.id))
        return True
    except SolverFailed as failure:
        _log.warning("solver failed", run_id=str(run.id), reason=str(failure))
        holder.end(RunState.FAILED, error=str(failure))
        return True
    version = str(result.pop("solver_version", ""))
    holder.end(RunState.FINISHED, result=result, solver_version=version)
    return True


def solve_now(
    kind: RunKind, problem: Mapping[str, Any], limits: Limits, memory_mb: int
) -> dict[str, Any]:
    """Solve without keeping anything, for whoever waits at a terminal. Raises SolverFailed."""
    return SolverProcess(memory_mb).solve(
        kind, problem, limits, on_progress=lambda _: None, stop_asked=lambda: False
    )


def _claim(lease_seconds: float, now: dt.datetime) -> SolverRun | None:
    with database.transaction() as session:
        run = session.scalars(
            select(SolverRun)
            .where(
                or_(
                    SolverRun.state == RunState.QUEUED,
                    (SolverRun.state == RunState.RUNNING) & (SolverRun.lease_expires_at < now),
                )
            )
            .order_by(SolverRun.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if run is None:
            return None
        if run.attempts >= MOST_ATTEMPTS:
            run.state, run.ended_at = RunState.FAILED, now
            run.error = f"Its worker ended {run.attempts} times before it was done. Start it again."
            return run
        run.state, run.attempts = RunState.RUNNING, run.attempts + 1
        run.started_at = run.started_at or now
        run.lease_expires_at = now + dt.timedelta(seconds=lease_seconds)
    return run


class _Holder:
    """Who works on a run, as long as nobody else has begun it again."""

    def __init__(self, run: SolverRun, lease_seconds: float, clock: Clock) -> None:
        self._run_id: uuid.UUID = run.id
        self._attempt = run.attempts
        self._lease = dt.timedelta(seconds=lease_seconds)
        self._clock = clock
        self._stop = False

    def keep(self, progress: Mapping[str, Any] | None) -> None:
        """Renew the lease and keep what the solver told last. Raises RunLost."""
        values: dict[str, Any] = {"lease_expires_at": self._clock() + self._lease}
        if progress is not None:
            values["progress"] = dict(progress)
        self._write(values)

    def stop_asked(self) -> bool:
        """True once somebody has asked the run to stop."""
        return self._stop

    def end(self, state: RunState, **values: Any) -> None:
        """Write how it ended, unless another worker has the run by now."""
        try:
            self._write({"state": state, "ended_at": self._clock(), **values})
        except RunLost:
            _log.warning("result of a lost run dropped", run_id=str(self._run_id))

    def _write(self, values: dict[str, Any]) -> None:
        with database.transaction() as session:
            row = session.execute(
                update(SolverRun)
                .where(
                    SolverRun.id == self._run_id,
                    SolverRun.attempts == self._attempt,
                    SolverRun.state == RunState.RUNNING,
                )
                .values(**values)
                .returning(SolverRun.stop_asked_at)
            ).one_or_none()
        if row is None:
            raise RunLost
        self._stop = row[0] is not None
