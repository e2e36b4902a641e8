"""Wake-ups of the solver: runs that were started, and runs whose worker died."""

from __future__ import annotations

import datetime as dt
import threading

from celery import shared_task

from services.events.settings import read_settings
from services.events.solving.actions import work_on_next
from services.events.solving.gateways.process import SolverProcess

_one_at_a_time = threading.Lock()


@shared_task(name="events.run-solver")
def run_solver() -> None:
    """Work through the runs that are due, one at a time in a worker."""
    if not _one_at_a_time.acquire(blocking=False):
        return  # the one at work takes the next as well
    try:
        settings = read_settings()
        solver = SolverProcess(settings.solver_memory_mb)
        while work_on_next(solver, settings.solver_lease_seconds, _now):
            pass
    finally:
        _one_at_a_time.release()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
