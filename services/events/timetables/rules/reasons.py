"""Why an item was left out, as far as the finished timetable shows it by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from services.events.editions.rules import RULE_LABELS, ConflictRule
from services.events.timetables.rules.conflicts import find_conflicts
from services.events.timetables.rules.fitting import (
    feasible_places,
    meets_pins,
    place_faults,
    possible_places,
)
from services.events.timetables.rules.problem import Item, Place, Timetable, end_of
from services.events.timetables.rules.value import value
from services.events.timetables.rules.wishes import broken_wishes

_MOST_EXCHANGES = 40
"""Places at which an item is tried instead of what is there; enough to find a telling one."""


@dataclass(frozen=True)
class Reason:
    """Why an item was left out. `is_open`: only solving again can tell more."""

    text: str
    cost: int | None = None
    is_open: bool = False


def why_left_out(timetable: Timetable, placed: Mapping[str, Place]) -> dict[str, Reason]:
    """Return the reason for every item that has no place."""
    worth = value(timetable, placed)
    return {
        item.id: _reason(timetable, item, dict(placed), worth)
        for item in timetable.items
        if item.id not in placed
    }


def _reason(timetable: Timetable, item: Item, placed: dict[str, Place], worth: int) -> Reason:
    places = [p for p in feasible_places(timetable, item) if meets_pins(timetable, item, p)]
    if not places:
        return Reason(_nowhere(timetable, item))
    council = _same_council(timetable, item, placed)
    full = _is_full(timetable, placed)
    opening = f"All {timetable.most} places are taken." if full else ""
    others = _exchange(timetable, item, placed, worth, places)
    if others is not None:
        removed, cost = others
        score = timetable.score_text
        instead = f" instead of “{removed.title}” (score {score(removed.score)})" if removed else ""
        text = f"With its score of {score(item.score)}{instead} the timetable would be worth"
        text += f" {timetable.cost_text(cost)} points less." if cost > 0 else " just as much."
        return Reason(" ".join(filter(None, (council, opening, text))), cost)
    text = council or f"{opening} At every time open to it, a rule keeps it from what is there."
    return Reason(text.strip(), is_open=True)


def _nowhere(timetable: Timetable, item: Item) -> str:
    """Which rules leave an item no place at all, in words."""
    places = possible_places(timetable, item)
    if not places:
        return f"Its {item.duration} minutes fit between no two breaks."
    stages = {stage.id: stage for stage in timetable.stages}
    counted: Counter[ConflictRule] = Counter()
    texts: dict[ConflictRule, str] = {}
    for place in places:
        for rule, text in place_faults(item, stages[place.stage], place.start):
            if timetable.is_hard(rule):
                counted[rule] += 1
                texts.setdefault(rule, text)
    if not counted:
        return "Its pin fits none of its places."
    always = [rule for rule, count in counted.items() if count == len(places)]
    named = always or sorted(counted)
    words = {
        ConflictRule.UNAVAILABLE: "Its people are free at none of the times.",
        ConflictRule.STAGE_TOO_SMALL: (
            f"No stage holds the {item.audience} people expected when it could be held."
        ),
        ConflictRule.CHAIR_MISSING: "It has no chair.",
        ConflictRule.NEEDS_LACKING: (
            f"No stage that it could have has what it needs: {', '.join(item.needs)}."
        ),
    }
    return " ".join(words.get(rule, RULE_LABELS[rule]) for rule in named)


def _same_council(timetable: Timetable, item: Item, placed: Mapping[str, Place]) -> str:
    if not timetable.is_hard(ConflictRule.COUNCIL_TWICE):
        return ""
    own = {body.key: body.name for body in item.bodies if body.kind == "council"}
    for other in timetable.items:
        shared = [body.key for body in other.bodies if body.key in own]
        if other.id in placed and shared:
            scores = timetable.score_text(other.score), timetable.score_text(item.score)
            score = f"score {scores[0]} to {scores[1]}"
            return f"{own[shared[0]]} has a session already: “{other.title}” ({score})."
    return ""


def _is_full(timetable: Timetable, placed: Mapping[str, Place]) -> bool:
    chosen = sum(item.id in placed and not item.fixed for item in timetable.items)
    return timetable.most is not None and chosen >= timetable.most


def _exchange(
    timetable: Timetable, item: Item, placed: dict[str, Place], worth: int, places: list[Place]
) -> tuple[Item | None, int] | None:
    """The cheapest way found to place an item by taking at most one other off, and its cost."""
    best: tuple[Item | None, int] | None = None
    for removed, place in _ways(timetable, item, placed, places):
        tried = {key: p for key, p in placed.items() if removed is None or key != removed.id}
        tried[item.id] = place
        if broken_wishes(timetable, tried):
            continue
        if any(c.is_hard for c in find_conflicts(timetable, tried)):
            continue
        cost = worth - value(timetable, tried)
        if best is None or cost < best[1]:
            best = removed, cost
    return best


def _ways(
    timetable: Timetable, item: Item, placed: dict[str, Place], places: list[Place]
) -> list[tuple[Item | None, Place]]:
    """Where it could go and who would make way: nobody, or the one who is there."""
    ways: list[tuple[Item | None, Place]] = []
    known = {i.id: i for i in timetable.items}
    full = _is_full(timetable, placed)
    for place in places:
        there = [
            known[key]
            for key, p in placed.items()
            if p.stage == place.stage
            and p.start < place.start + item.duration
            and place.start < end_of(known[key], p)
        ]
        if not there and not full:
            ways.append((None, place))
        if len(there) == 1 and not there[0].fixed:
            ways.append((there[0], place))
    ways.sort(key=lambda way: (way[0].score if way[0] else 0, way[1].start, way[1].stage))
    return ways[:_MOST_EXCHANGES]
