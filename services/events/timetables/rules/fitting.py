"""Where an item could be held at all: the faults of one place, and the list of its places."""

from __future__ import annotations

from collections.abc import Iterator

from services.events.editions.rules import ConflictRule
from services.events.timetables.rules.problem import (
    CHAIR,
    DAY,
    Item,
    Pin,
    Place,
    Span,
    StageSpec,
    Timetable,
)

Fault = tuple[ConflictRule, str]


def place_faults(item: Item, stage: StageSpec, start: int) -> Iterator[Fault]:
    """Return the rules that an item breaks at a place by itself, whatever else is on."""
    if not is_available(item, start):
        text = f"The people of “{item.title}” cannot be there then."
        yield ConflictRule.UNAVAILABLE, text
    if item.audience is not None and stage.capacity is not None and item.audience > stage.capacity:
        text = (
            f"{item.audience} people are expected at “{item.title}”;"
            f" {stage.name} holds {stage.capacity}."
        )
        yield ConflictRule.STAGE_TOO_SMALL, text
    if lacks_chair(item):
        yield ConflictRule.CHAIR_MISSING, f"“{item.title}” has no chair."
    lacking = sorted(set(item.needs) - set(stage.equipment))
    if lacking:
        text = f"“{item.title}” needs {', '.join(lacking)}; {stage.name} has none."
        yield ConflictRule.NEEDS_LACKING, text


def lacks_chair(item: Item) -> bool:
    """True where an item needs a chair and nobody is one."""
    return item.needs_chair and all(person.role != CHAIR for person in item.people)


def is_available(item: Item, start: int) -> bool:
    """True where the item's people are there from its beginning to its end."""
    if not item.available:
        return True
    until = start
    for span in sorted(item.available, key=lambda s: s.start):
        if span.start <= until < span.end:
            until = span.end
    return until >= start + item.duration


def possible_places(timetable: Timetable, item: Item) -> list[Place]:
    """Return every place in open hours, and where it is now, whatever the rules say of it."""
    if item.fixed and item.kept is not None:
        return [item.kept]
    starts = open_starts(timetable, item.duration) | own_starts(timetable, item)
    pinned = {pin.start for pin in timetable.pins if pin.item == item.id and pin.start is not None}
    found = {
        Place(stage.id, start)
        for stage in timetable.stages
        for start in starts | pinned
        if _is_open(stage, start, item.duration)
    }
    known = {stage.id for stage in timetable.stages}
    kept = item.kept
    if kept is not None and kept.stage in known and _keeps(timetable, kept, item.duration):
        found.add(kept)
    return sorted(found, key=lambda place: (place.start, place.stage))


def own_starts(timetable: Timetable, item: Item) -> set[int]:
    """Return when the item's people come, where that is in open hours: perhaps their only time."""
    return {
        span.start
        for span in item.available
        for window in timetable.windows
        if window.start <= span.start and span.start + item.duration <= window.end
    }


def open_starts(timetable: Timetable, duration: int) -> set[int]:
    """Return the minutes at which something of this length could begin in open hours."""
    return {
        start
        for window in timetable.windows
        for start in range(window.start, window.end - duration + 1, max(timetable.step, 1))
    }


def _keeps(timetable: Timetable, kept: Place, duration: int) -> bool:
    """True where the place it has now is still one: its stage open, its time in open hours."""
    stage = next(s for s in timetable.stages if s.id == kept.stage)
    end = kept.start + duration
    inside = any(w.start <= kept.start and end <= w.end for w in timetable.windows)
    return inside and _is_open(stage, kept.start, duration)


def _is_open(stage: StageSpec, start: int, duration: int) -> bool:
    return not any(_meet(span, start, start + duration) for span in stage.closed)


def _meet(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def feasible_places(timetable: Timetable, item: Item) -> list[Place]:
    """Return the places where an item by itself breaks no rule that the edition is strict about.

    What is fixed has its place whatever the rules say: it was put there by a person.
    """
    places = possible_places(timetable, item)
    if item.fixed:
        return places
    stages = {stage.id: stage for stage in timetable.stages}
    return [
        place
        for place in places
        if not any(
            timetable.is_hard(rule)
            for rule, _ in place_faults(item, stages[place.stage], place.start)
        )
    ]


def fits_pin(pin: Pin, place: Place) -> bool:
    """True where a place is as a pin wants it."""
    return (
        (pin.day is None or place.start // DAY == pin.day)
        and (pin.start is None or place.start == pin.start)
        and (pin.stage is None or place.stage == pin.stage)
    )


def meets_pins(timetable: Timetable, item: Item, place: Place) -> bool:
    """True where a place is as every pin of the item wants it."""
    return all(fits_pin(pin, place) for pin in timetable.pins if pin.item == item.id)
