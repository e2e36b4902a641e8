"""The timetable in outline: which item in which open window on which stage, without the minutes.

It is much smaller than the whole and leaves out only what happens inside a window, so its bound is
a bound of the whole, and its answer a good place to begin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from services.events.editions.rules import ConflictRule
from services.events.timetables.gateways.building import Literal, Model
from services.events.timetables.gateways.stating import state_choice
from services.events.timetables.rules import (
    Item,
    Place,
    Timetable,
    feasible_places,
    meets_pins,
    people_of,
    worth,
)

Room = tuple[int, str]  # the number of a window and a stage


class Outline:
    """The outline's model, and for each item the places that each room stands for."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.rooms: dict[str, dict[Room, list[Place]]] = {
            item.id: self._rooms(item) for item in timetable.items
        }
        only = {key: [places[0] for places in r.values()] for key, r in self.rooms.items()}
        self.model = Model(timetable, only=only)
        self._unit = self._grid_unit()
        self._state_rooms()
        state_choice(self.model)
        self.model.cp.maximize(sum(self.model.terms))

    def _rooms(self, item: Item) -> dict[Room, list[Place]]:
        """The rooms an item could be in; of each its best place comes first and stands for it."""
        stages = {stage.id: stage for stage in self.timetable.stages}
        found: dict[Room, list[Place]] = defaultdict(list)
        for place in feasible_places(self.timetable, item):
            if meets_pins(self.timetable, item, place):
                found[self._room(place)].append(place)
        for places in found.values():
            places.sort(key=lambda p: -worth(self.timetable, item, p, stages[p.stage]))
        return found

    def _room(self, place: Place) -> Room:
        for number, window in enumerate(self.timetable.windows):
            if window.start <= place.start < window.end:
                return number, place.stage
        return -1 - place.start, place.stage  # a pin outside open hours is a window of its own

    def _grid_unit(self) -> int:
        """How far apart starts are at least: the step, unless something stands off the grid."""
        starts = [w.start for w in self.timetable.windows]
        step = max(self.timetable.step, 1)
        odd = any(
            (place.start - starts[number]) % step
            for rooms in self.rooms.values()
            for (number, _), places in rooms.items()
            if number >= 0
            for place in places
        )
        return 1 if odd else step

    def _state_rooms(self) -> None:
        """Nothing holds more time than it has: a stage, a person, a theme that must not clash."""
        timetable, model = self.timetable, self.model
        turn = timetable.turnround if timetable.is_hard(ConflictRule.TURNAROUND) else 0
        for stage in model.stages:
            self._state_time(model.items, max(0, turn), stage)
        if timetable.is_hard(ConflictRule.PERSON_TWICE):
            for items in people_of(list(timetable.items)).values():
                self._state_time([item.id for item in items], 0)
        if timetable.is_hard(ConflictRule.THEME_CLASH):
            for theme in sorted({t for item in timetable.items for t in item.themes}):
                self._state_time([i.id for i in timetable.items if theme in i.themes], 0)

    def _state_time(self, items: Iterable[str], turn: int, stage: str | None = None) -> None:
        """Items that follow each other: what they take in a window is at most what it has."""
        inside: dict[int, list[tuple[int, Literal]]] = defaultdict(list)
        for key in items:
            for place, literal in self.model.at[key].items():
                number, on = self._room(place)
                if number >= 0 and stage in (None, on):
                    inside[number].append((self.model.items[key].duration, literal))
        for number, ones in inside.items():
            window, unit = self.timetable.windows[number], self._unit
            length = window.end - window.start
            takes = {d: -(-(d + turn) // unit) for d, _ in ones}
            # The last one may begin at the latest where it still ends in time.
            most = max((length - d) // unit + take for d, take in takes.items())
            self.model.cp.add(sum(takes[d] * literal for d, literal in ones) <= most)
