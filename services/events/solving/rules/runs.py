"""Where a run of the solver stands, and what may be done with it."""

from __future__ import annotations

import enum

from shared.refusals import Conflict

MOST_ATTEMPTS = 3
"""How often a run is begun again after its worker died, before it is given up."""


class RunState(enum.StrEnum):
    """A run waits, runs, and ends with a result or without one."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class RunKind(enum.StrEnum):
    """What a run solves; its model is in the feature of that name."""

    TIMETABLE = "timetable"
    SELECTION = "selection"


class RunEnded(Conflict):
    """The run has ended: there is nothing to stop."""


class RunNotEnded(Conflict):
    """The run has no result yet."""


class TooManyRuns(Conflict):
    """Enough runs are waiting already."""


class SolverFailed(Exception):
    """The solver's process ended without a result; the message says how."""


class RunLost(Exception):
    """Another worker has this run now, or nobody wants it any more."""
