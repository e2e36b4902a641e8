"""Poses the problem of a timetable: an edition's facts with what the organiser asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.events.timetables.queries.programme import Facts, timetable_of
from services.events.timetables.rules import (
    DAY,
    Forbidden,
    Item,
    Pin,
    Place,
    Span,
    Timetable,
    Weights,
    minute_of,
    step_for,
)
from shared.refusals import Invalid

_STABILITY = 50_000
"""What a move costs in a repair: more than any score that could be gained by it."""


def pose_timetable(facts: Facts, options: Mapping[str, Any]) -> Timetable:
    """Return the problem. Raises Invalid for a pin or pair of what is not there."""
    repair = options.get("mode") == "repair"
    timetable = timetable_of(facts)
    items = timetable.items if not repair else _of_repair(timetable, options)
    items = tuple(_shifted(item, facts, options) for item in items)
    if not repair:
        items = tuple(item if item.fixed else replace(item, kept=None) for item in items)
    lost = {str(key) for key in options.get("lost_stages", [])}
    weights = dict(options.get("weights", {}))
    return replace(
        timetable,
        items=items,
        stages=tuple(stage for stage in timetable.stages if stage.id not in lost),
        windows=_open(timetable, facts, options),
        step=options.get("step") or _step(timetable, items),
        most=options.get("max_sessions"),
        least=options.get("min_sessions", 0),
        pins=tuple(_pin(facts, pin, n) for n, pin in enumerate(options.get("pins", []))),
        forbidden=tuple(
            _pair(facts, pair, n) for n, pair in enumerate(options.get("forbidden_pairs", []))
        ),
        weights=Weights(**weights, stability=_STABILITY if repair else 0),
    )


def _of_repair(timetable: Timetable, options: Mapping[str, Any]) -> tuple[Item, ...]:
    """What has a place now; with `fill`, also what could take a place that became free."""
    return tuple(i for i in timetable.items if i.kept is not None or options.get("fill"))


def _shifted(item: Item, facts: Facts, options: Mapping[str, Any]) -> Item:
    """An item of a day that moved keeps its time and stage on the new day; of a lost stage, none."""
    if item.kept is None:
        return item
    if item.kept.stage in {str(key) for key in options.get("lost_stages", [])}:
        return replace(item, kept=replace(item.kept, stage="lost"), fixed=False)
    for moved in options.get("moved_days", []):
        before, after = (_day(facts, moved[name]) for name in ("before", "after"))
        if item.kept.start // DAY == before:
            start = item.kept.start + (after - before) * DAY
            return replace(item, kept=Place(item.kept.stage, start))
    return item


def _open(timetable: Timetable, facts: Facts, options: Mapping[str, Any]) -> tuple[Span, ...]:
    """The open hours without the days that are closed."""
    closed = {_day(facts, day) for day in options.get("closed_days", [])}
    closed |= {_day(facts, moved["before"]) for moved in options.get("moved_days", [])}
    closed -= {_day(facts, moved["after"]) for moved in options.get("moved_days", [])}
    return tuple(w for w in timetable.windows if w.start // DAY not in closed)


def _day(facts: Facts, day: dt.date) -> int:
    return (day - facts.edition.starts_on).days


def _step(timetable: Timetable, items: tuple[Item, ...]) -> int:
    free = [item for item in items if not item.fixed]
    minutes = sum(window.end - window.start for window in timetable.windows)
    places = minutes * len(timetable.stages) * len(free)
    return step_for({item.duration for item in free}, timetable.turnround, places)


def _known(facts: Facts, name: Any, pointer: str) -> str:
    """The key of a proposal named by id or reference."""
    key = str(name)
    by_reference = {p.reference: k for k, p in facts.proposals.items()}
    if key in facts.proposals:
        return key
    if key not in by_reference:
        raise Invalid(f"“{key}” is no proposal that can be placed", pointer=pointer)
    return by_reference[key]


def _pin(facts: Facts, pin: Mapping[str, Any], number: int) -> Pin:
    at = f"/pins/{number}"
    stage = pin.get("stage")
    known = {str(s.id): str(s.id) for s in facts.edition.stages}
    known |= {s.name: str(s.id) for s in facts.edition.stages}
    if stage is not None and str(stage) not in known:
        raise Invalid("This is no stage of the edition", pointer=f"{at}/stage")
    starts = pin.get("starts")
    return Pin(
        item=_known(facts, pin["proposal"], f"{at}/proposal"),
        day=_day(facts, pin["day"]) if pin.get("day") else None,
        start=minute_of(starts, facts.edition.starts_on) if starts else None,
        stage=known[str(stage)] if stage is not None else None,
    )


def _pair(facts: Facts, pair: Mapping[str, Any], number: int) -> Forbidden:
    at = f"/forbidden_pairs/{number}"
    return Forbidden(
        _known(facts, pair["first"], f"{at}/first"),
        _known(facts, pair["second"], f"{at}/second"),
        both=pair.get("both", False),
    )
