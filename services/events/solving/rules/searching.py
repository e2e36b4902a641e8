"""What a model may ask of the search that runs it; the solver's process has the only real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Limits:
    """How long and how hard a run may search.

    A reproducible run is ended by `effort` (the solver's deterministic time) and never by the clock.
    """

    seconds: float = 60.0
    effort: float = 60.0
    workers: int = 2
    memory_mb: int = 2048
    seed: int = 1
    reproducible: bool = False


@dataclass(frozen=True)
class Found:
    """How a search ended; `values` are of the variables that were asked for."""

    status: str  # optimal, feasible, infeasible or unknown
    objective: int | None
    bound: int | None
    values: tuple[int, ...] = ()
    effort: float = 0.0


class Search(Protocol):
    """Runs models within the run's limits, and tells how they go."""

    limits: Limits

    @property
    def stopped(self) -> bool:
        """True once somebody asked to stop, or the time is over."""

    def tell(self, progress: Mapping[str, Any]) -> None:
        """Show progress to whoever watches."""

    def run(
        self,
        model: Any,
        ask: list[Any],
        *,
        effort: float | None = None,
        seconds: float | None = None,
        on_better: Callable[[int, int, tuple[int, ...]], None] | None = None,
    ) -> Found:
        """Search; `on_better` hears objective, bound and the asked values of each better answer."""


def gap_of(objective: int | None, bound: int | None) -> float | None:
    """How far an answer may be from the best one, as a share of the bound; None when not known."""
    if objective is None or bound is None:
        return None
    return round(abs(bound - objective) / max(1, abs(bound)), 6)
