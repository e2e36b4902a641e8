"""Solves a timetable in the solver's process: the best one, what it leaves out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.events.editions.rules import RULE_LABELS, ConflictRule
from services.events.solving.rules import Search, from_plain, gap_of
from services.events.timetables.gateways.choosing import Best, Choosing
from services.events.timetables.gateways.stating import build
from services.events.timetables.rules import (
    DAY,
    Item,
    Pin,
    Place,
    Timetable,
    find_conflicts,
    wish_text,
)
from services.events.timetables.rules.reasons import why_left_out

_FORCED = 3
"""Left-out proposals with the best scores that are tried by force, to say what they would cost."""
_EFFORT = 0.1
_RULES = {rule.value for rule in ConflictRule}


def solve(problem: Mapping[str, Any], search: Search) -> dict[str, Any]:
    """Return the whole result of a timetable as JSON values."""
    timetable = from_plain(Timetable, problem)
    best = Choosing(timetable, search).run()
    if best.placed is None:
        return _failed(timetable, search, best)
    search.tell(best.as_progress())
    return {
        "status": best.status,
        "objective": best.objective,
        "bound": best.bound,
        "gap": gap_of(best.objective, best.bound),
        "placed": [_placed(timetable, key, place) for key, place in _in_order(best.placed)],
        "unplaced": _unplaced(timetable, search, best),
        "warnings": [
            {"rule": c.rule.value, "items": list(c.items), "text": c.text}
            for c in find_conflicts(timetable, best.placed)
            if not c.is_hard
        ],
        "relaxations": [],
    }


def _in_order(placed: Mapping[str, Place]) -> list[tuple[str, Place]]:
    return sorted(placed.items(), key=lambda pair: (pair[1].start, pair[1].stage))


def _placed(timetable: Timetable, key: str, place: Place) -> dict[str, Any]:
    item = next(item for item in timetable.items if item.id == key)
    end = place.start + item.duration
    return {
        "item": key,
        "stage": place.stage,
        "day": place.start // DAY,
        "start": place.start,
        "end": end,
        "moved": item.kept is not None and item.kept != place,
    }


def _unplaced(timetable: Timetable, search: Search, best: Best) -> list[dict[str, Any]]:
    left_out = [i for i in timetable.items if i.id not in (best.placed or {})]
    left_out.sort(key=lambda i: (-i.score, i.id))
    reasons = why_left_out(timetable, best.placed or {})
    forced = 0
    told = []
    for item in left_out:
        reason = reasons[item.id]
        cost = reason.cost
        if reason.is_open and forced < _FORCED and not search.stopped:
            forced += 1
            text, cost = _by_force(timetable, search, best, item)
            reason = replace(reason, text=f"{reason.text} {text}".strip())
        told.append({"item": item.id, "why": reason.text, "cost": cost})
    return told


def _by_force(
    timetable: Timetable, search: Search, best: Best, item: Item
) -> tuple[str, int | None]:
    """Solve again with an item pinned in, briefly: what it would cost, or that it cannot be."""
    model = build(replace(timetable, pins=(*timetable.pins, Pin(item.id))))
    model.hint(best.placed or {})
    limits = search.limits
    found = search.run(
        model.cp, [], effort=limits.effort * _EFFORT, seconds=limits.seconds * _EFFORT
    )
    if found.status == "infeasible":
        return "With it no timetable keeps every rule.", None
    if found.objective is None or best.objective is None:
        return "", None
    cost = best.objective - found.objective
    if cost <= 0:
        return "With it the timetable could be worth as much.", 0
    exactly = "" if found.status == "optimal" and best.status == "optimal" else " at most"
    return (
        f"With it the timetable would be worth{exactly} {timetable.cost_text(cost)} points less.",
        cost,
    )


def _failed(timetable: Timetable, search: Search, best: Best) -> dict[str, Any]:
    infeasible = best.status == "infeasible"
    return {
        "status": "infeasible" if infeasible else "unknown",
        "objective": None,
        "bound": None,
        "gap": None,
        "placed": [],
        "unplaced": [],
        "warnings": [],
        "relaxations": _relaxations(timetable, search) if infeasible else [],
    }


def _relaxations(timetable: Timetable, search: Search) -> list[dict[str, str]]:
    """The smallest set of rules and wishes that must be given up for any timetable at all."""
    model = build(timetable, relaxed=True)
    keys = list(model.given_up)
    found = search.run(model.cp, [model.given_up[key] for key in keys])
    given_up = [key for key, v in zip(keys, found.values, strict=False) if v]
    return [{"rule": key, "text": _relaxation_text(timetable, key)} for key in given_up]


def _relaxation_text(timetable: Timetable, key: str) -> str:
    if key in _RULES:
        return f"Only warn of this rule: {RULE_LABELS[ConflictRule(key)]}."
    return wish_text(timetable, key)
