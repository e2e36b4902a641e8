"""The search by OR-Tools CP-SAT; imported in the solver's process alone (86 MB)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from ortools.sat.python import cp_model

from services.events.solving.rules import Found, Limits

_STATUS = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
}
_INTERLEAVED = 4
"""Strategies that take turns in a reproducible run, one after the other on one core."""


class CpSearch:
    """Runs one model at a time and can be stopped from another thread."""

    def __init__(self, limits: Limits, tell: Callable[[Mapping[str, Any]], None]) -> None:
        self.limits = limits
        self.tell = tell
        self._ends_at = time.monotonic() + limits.seconds
        self._stop = threading.Event()
        self._solver: cp_model.CpSolver | None = None

    @property
    def stopped(self) -> bool:
        """True once somebody asked to stop, or the time is over (which ends no reproducible run)."""
        late = not self.limits.reproducible and time.monotonic() >= self._ends_at
        return late or self._stop.is_set()

    def stop(self) -> None:
        """End the search with its best answer kept."""
        self._stop.set()
        solver = self._solver
        if solver is not None:
            solver.stop_search()

    def run(
        self,
        model: cp_model.CpModel,
        ask: list[Any],
        *,
        effort: float | None = None,
        seconds: float | None = None,
        on_better: Callable[[int, int, tuple[int, ...]], None] | None = None,
    ) -> Found:
        """Search within what is left of the limits."""
        if self.stopped:
            return Found("unknown", None, None)
        solver = cp_model.CpSolver()
        self._set(solver.parameters, effort, seconds)
        self._solver = solver
        if self._stop.is_set():  # asked between the first look and the line above
            return Found("unknown", None, None)
        status = solver.solve(model, _Better(ask, on_better) if on_better else None)
        self._solver = None
        name = _STATUS.get(status, "unknown")
        spent = solver.response_proto.deterministic_time
        if name not in {"optimal", "feasible"}:
            return Found(name, None, None, effort=spent)
        values = tuple(int(solver.value(variable)) for variable in ask)
        bound = round(solver.best_objective_bound)
        return Found(name, round(solver.objective_value), bound, values, spent)

    def _set(self, parameters: Any, effort: float | None, seconds: float | None) -> None:
        limits = self.limits
        parameters.random_seed = limits.seed
        parameters.max_memory_in_mb = limits.memory_mb
        parameters.max_deterministic_time = effort or limits.effort
        parameters.linearization_level = 2
        if limits.reproducible:
            parameters.num_workers = 1 if limits.workers == 1 else _INTERLEAVED
            parameters.interleave_search = limits.workers > 1
            return
        left = self._ends_at - time.monotonic()
        parameters.num_workers = limits.workers
        parameters.max_deterministic_time = float("inf")
        parameters.max_time_in_seconds = max(0.05, min(left, seconds or left))


class _Better(cp_model.CpSolverSolutionCallback):
    def __init__(
        self, ask: list[Any], on_better: Callable[[int, int, tuple[int, ...]], None]
    ) -> None:
        super().__init__()
        self._ask = ask
        self._on_better = on_better

    def on_solution_callback(self) -> None:
        """Hand the better answer on."""
        values = tuple(int(self.value(variable)) for variable in self._ask)
        self._on_better(round(self.objective_value), round(self.best_objective_bound), values)
