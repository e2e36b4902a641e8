"""A timetable as somebody with a spreadsheet makes it: best score first, into the best free place."""

from __future__ import annotations

from services.events.timetables.rules.conflicts import find_conflicts
from services.events.timetables.rules.fitting import feasible_places, meets_pins
from services.events.timetables.rules.problem import Item, Place, Timetable, end_of
from services.events.timetables.rules.value import worth


def place_greedily(timetable: Timetable) -> dict[str, Place]:
    """Return a timetable without hard conflicts, except where what is fixed has them already.

    Fixed and pinned items come first, then by score. Each goes where it brings most, and of those
    where it meets the fewest warnings, as early as can be.
    """
    placed: dict[str, Place] = {}
    pinned = {pin.item for pin in timetable.pins}
    order = sorted(
        timetable.items,
        key=lambda i: (not i.fixed, i.id not in pinned, i.kept is None, -i.score, i.id),
    )
    for item in order:
        if timetable.most is not None and len(placed) >= timetable.most:
            break
        place = _best_place(timetable, item, placed)
        if place is not None:
            placed[item.id] = place
    return placed


def _best_place(timetable: Timetable, item: Item, placed: dict[str, Place]) -> Place | None:
    stages = {stage.id: stage for stage in timetable.stages}
    if _forbidden(timetable, item, placed):
        return None
    places = [p for p in feasible_places(timetable, item) if meets_pins(timetable, item, p)]
    places.sort(key=lambda p: (-worth(timetable, item, p, stages[p.stage]), p.start, p.stage))
    best, fewest = None, 0
    items = {i.id: i for i in timetable.items}
    for place in places:
        if _stage_taken(items, item, place, placed):
            continue
        conflicts = [
            c for c in find_conflicts(timetable, placed | {item.id: place}) if item.id in c.items
        ]
        if any(c.is_hard for c in conflicts) and not item.fixed:
            continue
        if best is None or len(conflicts) < fewest:
            best, fewest = place, len(conflicts)
        if not conflicts:
            break
    return best


def _stage_taken(
    items: dict[str, Item], item: Item, place: Place, placed: dict[str, Place]
) -> bool:
    return any(
        there.stage == place.stage
        and there.start < place.start + item.duration
        and place.start < end_of(items[key], there)
        for key, there in placed.items()
    )


def _forbidden(timetable: Timetable, item: Item, placed: dict[str, Place]) -> bool:
    """True where another one is chosen that may not be beside it; the time is left to the solver."""
    pairs = [f for f in timetable.forbidden if item.id in (f.first, f.second)]
    others = {f.second if f.first == item.id else f.first for f in pairs}
    return not others.isdisjoint(placed)
