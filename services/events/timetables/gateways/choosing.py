"""Finds the best timetable: first in outline, then its minutes, then the whole until proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.events.editions.rules import ConflictRule, Severity
from services.events.solving.rules import Search, gap_of
from services.events.timetables.gateways.outline import Outline
from services.events.timetables.gateways.stating import build
from services.events.timetables.rules import (
    Item,
    Place,
    Timetable,
    broken_wishes,
    feasible_places,
    find_conflicts,
    meets_pins,
    place_greedily,
    value,
)

_FOR_THE_OUTLINE = 0.3
_FOR_ITS_MINUTES = 0.4


@dataclass
class Best:
    """The best timetable so far and how good one can be at most."""

    placed: dict[str, Place] | None = None
    objective: int | None = None
    bound: int | None = None
    status: str = "unknown"

    def as_progress(self) -> dict[str, object]:
        """What whoever watches is shown."""
        return {
            "objective": self.objective,
            "bound": self.bound,
            "gap": gap_of(self.objective, self.bound),
            "placed": len(self.placed or {}),
        }


class Choosing:
    """One search for the best timetable; `best` can be read at any time."""

    def __init__(self, timetable: Timetable, search: Search) -> None:
        self.timetable = timetable
        self.search = search
        self.best = Best()

    def run(self, first: Mapping[str, Place] | None = None) -> Best:
        """Search until proven, stopped or out of time; `first` is an answer to begin with."""
        self._offer(dict(first) if first is not None else place_greedily(self.timetable))
        self._run_outline()
        if self.best.status != "infeasible" and not self._is_proven():
            self._run_model()
        if self._is_proven():
            self.best.status = "optimal"
        elif self.best.placed is not None:
            self.best.status = "feasible"
        return self.best

    def _offer(self, placed: dict[str, Place], objective: int | None = None) -> None:
        """Take an answer if it is right and better than the best."""
        if objective is None:
            if any(c.is_hard for c in find_conflicts(self.timetable, placed)):
                return
            if broken_wishes(self.timetable, placed) or self._loses_fixed(placed):
                return
            objective = value(self.timetable, placed)
        if self.best.objective is None or objective > self.best.objective:
            self.best.placed, self.best.objective = placed, objective
            self.search.tell(self.best.as_progress())

    def _loses_fixed(self, placed: Mapping[str, Place]) -> bool:
        return any(item.fixed and item.id not in placed for item in self.timetable.items)

    def _run_outline(self) -> None:
        limits = self.search.limits
        outline = Outline(self.timetable)
        keys, ask = outline.model.asked()
        found = self.search.run(
            outline.model.cp,
            ask,
            effort=limits.effort * _FOR_THE_OUTLINE,
            seconds=limits.seconds * _FOR_THE_OUTLINE,
        )
        if found.status == "infeasible":
            self.best.status = "infeasible"  # then the whole, which asks for more, is so as well
        if found.objective is None:
            return
        self._lower(found.bound)
        chosen = {key for (key, _), v in zip(keys, found.values, strict=True) if v}
        places = {i.id: self._places(i) for i in self.timetable.items}
        only = {k: p for k, p in places.items() if k in chosen}
        for strictly in (True, False):
            if not self._is_proven():
                self._run_model(only, _FOR_ITS_MINUTES / 2, strictly=strictly)

    def _places(self, item: Item) -> list[Place]:
        return [
            p for p in feasible_places(self.timetable, item) if meets_pins(self.timetable, item, p)
        ]

    def _run_model(
        self,
        only: Mapping[str, list[Place]] | None = None,
        share: float = 1.0,
        *,
        strictly: bool = False,
    ) -> None:
        """Search with the minutes; `only` these items at these places, or everything.

        `strictly` keeps what the edition would only warn of as well: found or refuted much sooner.
        """
        model = build(_strict(self.timetable) if strictly else self.timetable, only=only)
        if self.best.bound is not None:
            model.cp.add(sum(model.terms) <= self.best.bound)
        if self.best.placed is not None:
            model.hint(self.best.placed)
        keys, ask = model.asked()
        limits = self.search.limits

        def better(objective: int, bound: int, values: tuple[int, ...]) -> None:
            if only is None:
                self._lower(bound)
            self._offer({k[0]: k[1] for k, v in zip(keys, values, strict=True) if v}, objective)

        found = self.search.run(
            model.cp,
            ask,
            effort=limits.effort * share,
            seconds=limits.seconds * share,
            on_better=better,
        )
        if found.objective is not None:
            better(found.objective, found.bound or found.objective, found.values)
        if only is None:
            self._lower(found.bound)
            if found.status == "infeasible":
                self.best.status = "infeasible"

    def _lower(self, bound: int | None) -> None:
        if bound is not None and (self.best.bound is None or bound < self.best.bound):
            self.best.bound = bound
            self.search.tell(self.best.as_progress())

    def _is_proven(self) -> bool:
        return self.best.objective is not None and self.best.objective == self.best.bound


def _strict(timetable: Timetable) -> Timetable:
    """The timetable with what two sessions do to each other forbidden where it is warned of."""
    rules = (ConflictRule.THEME_CLASH, ConflictRule.PERSON_TWICE, ConflictRule.TURNAROUND)
    strict = {rule.value: Severity.BLOCK.value for rule in rules if timetable.is_soft(rule)}
    return replace(timetable, severities={**timetable.severities, **strict})
