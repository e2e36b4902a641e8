"""The timetable as a CP-SAT model: a yes or no for each item at each of its places.

Whatever excludes each other at one minute is one at-most-one (a clique), which keeps the bound of
the linear relaxation close. Every start is a tick, and two sessions overlap exactly where one of
them covers the other's start, so nothing is lost by looking at ticks alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from ortools.sat.python import cp_model

from services.events.editions.rules import ConflictRule
from services.events.timetables.rules import (
    DAY,
    Item,
    Place,
    StageSpec,
    Timetable,
    feasible_places,
    fits_pin,
    losing_cost,
    meets_pins,
    place_faults,
    possible_places,
    ticks_of,
    worth,
)

Literal = Any  # cp_model has no public name for a variable or its negation
OVERLAP = "overlap"  # never given up: the programme's table refuses it


class Model:
    """The variables of a timetable, and how hard limits are stated or, for relaxing, guarded."""

    def __init__(
        self,
        timetable: Timetable,
        *,
        relaxed: bool = False,
        only: Mapping[str, Iterable[Place]] | None = None,
    ) -> None:
        self.timetable = timetable
        self.relaxed = relaxed
        self.cp = cp_model.CpModel()
        self.stages: dict[str, StageSpec] = {stage.id: stage for stage in timetable.stages}
        self.items: dict[str, Item] = {item.id: item for item in timetable.items}
        self.at: dict[str, dict[Place, Literal]] = {}
        self.begins: dict[str, dict[int, Literal]] = {}
        self.chosen: dict[str, Literal] = {}
        self.terms: list[Any] = []
        self.given_up: dict[str, Literal] = {}
        for item in timetable.items:
            places = only.get(item.id, ()) if only is not None else self._places(item)
            self._add_item(item, places)
        self.ticks = ticks_of(timetable)

    def _places(self, item: Item) -> list[Place]:
        if self.relaxed:
            return possible_places(self.timetable, item)
        return [
            p for p in feasible_places(self.timetable, item) if meets_pins(self.timetable, item, p)
        ]

    def _add_item(self, item: Item, places: Iterable[Place]) -> None:
        chosen = self.cp.new_bool_var("")
        at: dict[Place, Literal] = {}
        for place in places:
            stage = self.stages[place.stage]
            at[place] = self.cp.new_bool_var("")
            for rule in self._faults(item, stage, place) if self.relaxed else ():
                self.cp.add_implication(at[place], self.guard(rule))
            self.terms.append(worth(self.timetable, item, place, stage) * at[place])
        self.at[item.id], self.chosen[item.id] = at, chosen
        if at:
            self.cp.add_exactly_one([*at.values(), chosen.negated()])
        else:
            self.cp.add(chosen == 0)
        self.begins[item.id] = self._begins(at)
        lost = losing_cost(self.timetable, item)
        if lost:
            self.terms.append(lost * chosen - lost)
        if item.fixed and at:
            self.cp.add(chosen == 1)

    def _faults(self, item: Item, stage: StageSpec, place: Place) -> list[ConflictRule]:
        """The strict rules that an item breaks at a place by itself; what is fixed breaks none."""
        faults = () if item.fixed else tuple(place_faults(item, stage, place.start))
        return sorted({rule for rule, _ in faults if self.timetable.is_hard(rule)})

    def _begins(self, at: Mapping[Place, Literal]) -> dict[int, Literal]:
        by_start: dict[int, list[Literal]] = defaultdict(list)
        for place, literal in at.items():
            by_start[place.start].append(literal)
        begins: dict[int, Literal] = {}
        for start, literals in by_start.items():
            begins[start] = self.any_of(literals)
        return begins

    def guard(self, key: str) -> Literal:
        """The literal that is true once the rule or wish of this key is given up."""
        if key not in self.given_up:
            self.given_up[key] = self.cp.new_bool_var(key)
        return self.given_up[key]

    def at_most_one(self, literals: Iterable[Literal], key: str) -> None:
        """State that at most one holds, unless `key` is given up."""
        ones = list(literals)
        if len(ones) < 2:
            return
        if self.relaxed and key != OVERLAP:
            self.cp.add(sum(ones) <= 1).only_enforce_if(self.guard(key).negated())
        else:
            self.cp.add_at_most_one(ones)

    def at_most(self, total: Any, most: Any, key: str) -> None:
        """State a linear limit, unless `key` is given up."""
        limit = self.cp.add(total <= most)
        if self.relaxed:
            limit.only_enforce_if(self.guard(key).negated())

    def charge_excess(self, total: Any, most: int, price: int) -> None:
        """Take `price` off for each unit of a sum above what is free."""
        if price <= 0 or most <= 0:
            return
        excess = self.cp.new_int_var(0, most, "")
        self.cp.add(excess >= total)
        self.terms.append(-price * excess)

    def covering(self, items: Iterable[str], tick: int, longer: int = 0) -> list[Literal]:
        """The starts of these items that are still on at a minute."""
        return [
            literal
            for key in items
            for start, literal in self.begins[key].items()
            if start <= tick < start + self.items[key].duration + longer
        ]

    def on_stage(self, stage: str, tick: int, longer: int = 0) -> list[Literal]:
        """What is true while a stage is taken at a minute, one for each start and length."""
        return [
            literal
            for (start, duration), literal in self._uses[stage].items()
            if start <= tick < start + duration + longer
        ]

    @cached_property
    def _uses(self) -> dict[str, dict[tuple[int, int], Literal]]:
        """Whether something of a length begins on a stage at a minute.

        The minutes of a stage are then stated over these few instead of over every item's places.
        """
        groups: dict[str, dict[tuple[int, int], list[Literal]]] = {s: {} for s in self.stages}
        for key, at in self.at.items():
            for place, literal in at.items():
                when = place.start, self.items[key].duration
                groups[place.stage].setdefault(when, []).append(literal)
        return {
            stage: {when: self.any_of(literals) for when, literals in group.items()}
            for stage, group in groups.items()
        }

    def any_of(self, literals: list[Literal]) -> Literal:
        """A literal that is true where one of these, which exclude each other, is."""
        if len(literals) == 1:
            return literals[0]
        made = self.cp.new_bool_var("")
        self.cp.add(sum(literals) == made)
        return made

    def sums_at(self, items: Iterable[str]) -> dict[tuple[int, int], Any]:
        """How many of these items begin at a minute, by minute and length."""
        groups: dict[tuple[int, int], list[Literal]] = defaultdict(list)
        for key in items:
            for start, literal in self.begins[key].items():
                groups[start, self.items[key].duration].append(literal)
        return {when: self._count(literals) for when, literals in groups.items()}

    def _count(self, literals: list[Literal]) -> Any:
        if len(literals) == 1:
            return literals[0]
        made = self.cp.new_int_var(0, min(len(literals), len(self.stages)), "")
        self.cp.add(sum(literals) == made)
        return made

    def day_of(self, key: str, day: int) -> list[Literal]:
        """The starts of an item on a day."""
        return [v for start, v in self.begins[key].items() if start // DAY == day]

    def pin(self, number: int) -> None:
        """Force an item to be placed as a pin wants it, unless the pin is given up."""
        pin = self.timetable.pins[number]
        if pin.item not in self.at:
            return
        fitting = [v for place, v in self.at[pin.item].items() if fits_pin(pin, place)]
        forced = self.cp.add_bool_or(fitting)
        if self.relaxed:
            forced.only_enforce_if(self.guard(f"pin:{number}").negated())

    def hint(self, placed: Mapping[str, Place]) -> None:
        """Suggest an answer to begin with."""
        for key, at in self.at.items():
            for place, literal in at.items():
                self.cp.add_hint(literal, placed.get(key) == place)

    def asked(self) -> tuple[list[tuple[str, Place]], list[Literal]]:
        """The places and their variables, in step: what to ask a search for."""
        pairs = [((key, p), v) for key, at in self.at.items() for p, v in at.items()]
        return [key for key, _ in pairs], [literal for _, literal in pairs]

    def is_soft(self, rule: ConflictRule) -> bool:
        """True for a rule that only costs."""
        return self.timetable.is_soft(rule)

    def is_hard(self, rule: ConflictRule) -> bool:
        """True for a rule that must be kept."""
        return self.timetable.is_hard(rule)
