"""What a run of the solver is: its limits, how a search ends, and problems as plain JSON."""

from services.events.solving.rules.plain import canonical_json, from_plain, to_plain
from services.events.solving.rules.runs import (
    MOST_ATTEMPTS,
    RunEnded,
    RunKind,
    RunLost,
    RunNotEnded,
    RunState,
    SolverFailed,
    TooManyRuns,
)
from services.events.solving.rules.scores import FULL, points_of, scale_of
from services.events.solving.rules.searching import Found, Limits, Search, gap_of

__all__ = [
    "FULL",
    "MOST_ATTEMPTS",
    "Found",
    "Limits",
    "RunEnded",
    "RunKind",
    "RunLost",
    "RunNotEnded",
    "RunState",
    "Search",
    "SolverFailed",
    "TooManyRuns",
    "canonical_json",
    "from_plain",
    "gap_of",
    "points_of",
    "scale_of",
    "to_plain",
]
