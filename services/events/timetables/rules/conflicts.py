"""What is wrong with a timetable, rule by rule; the grid shows it and the solver obeys it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from services.events.editions.rules import ConflictRule, Severity
from services.events.timetables.rules.fitting import place_faults
from services.events.timetables.rules.problem import (
    COUNCIL,
    DAY,
    HARD,
    Item,
    Place,
    StageSpec,
    Timetable,
    end_of,
    overlap,
)

Placed = Mapping[str, Place]


@dataclass(frozen=True)
class Conflict:
    """A rule that is broken: by which items, how strict the edition is about it, and in words."""

    rule: ConflictRule
    severity: Severity
    items: tuple[str, ...]
    text: str

    @property
    def is_hard(self) -> bool:
        """True where the programme cannot be released like this."""
        return self.severity in HARD


def find_conflicts(timetable: Timetable, placed: Placed) -> list[Conflict]:
    """Return every broken rule of the items that have a place; rules that are off are not asked."""
    items = {item.id: item for item in timetable.items}
    there = [(items[key], place) for key, place in placed.items() if key in items]
    there.sort(key=lambda pair: (pair[1].start, pair[1].stage, pair[0].id))
    found = [
        Conflict(rule, timetable.severity(rule), touched, text)
        for check in (_alone, _pairs, _kinds, _councils)
        for rule, touched, text in check(timetable, there)
    ]
    return [c for c in found if c.severity is not Severity.OFF]


_There = list[tuple[Item, Place]]
_Found = Iterator[tuple[ConflictRule, tuple[str, ...], str]]


def _alone(timetable: Timetable, there: _There) -> _Found:
    stages = {stage.id: stage for stage in timetable.stages}
    for item, place in there:
        stage = stages.get(place.stage)
        if stage is not None:
            for rule, text in place_faults(item, stage, place.start):
                yield rule, (item.id,), text


def _pairs(timetable: Timetable, there: _There) -> _Found:
    stages = {stage.id: stage for stage in timetable.stages}
    reach = max(timetable.walking, timetable.turnround, 0)
    for place_in_list, (first, at) in enumerate(there):
        for second, then in there[place_in_list + 1 :]:
            if then.start >= end_of(first, at) + reach:
                break
            yield from _pair(timetable, stages, (first, at), (second, then))


def _pair(
    timetable: Timetable,
    stages: Mapping[str, StageSpec],
    one: tuple[Item, Place],
    other: tuple[Item, Place],
) -> _Found:
    """What two sessions do to each other; the first begins no later than the second."""
    (first, at), (second, then) = one, other
    touched = (first.id, second.id)
    titles = f"“{first.title}” and “{second.title}”"
    shared = sorted({p.key for p in first.people} & {p.key for p in second.people})
    names = {p.key: p.name for p in first.people}
    same_stage = at.stage == then.stage
    if overlap(first, at, second, then):
        for key in shared:
            yield ConflictRule.PERSON_TWICE, touched, f"{names[key]} is in {titles} at once."
        if same_stage:
            yield ConflictRule.STAGE_OVERLAP, touched, f"{titles} are on one stage at once."
        elif share_a_floor(stages.get(at.stage), stages.get(then.stage)):
            text = f"{titles} are on one floor at once, without headphones."
            yield ConflictRule.STAGE_OVERLAP, touched, text
        for theme in sorted(set(first.themes) & set(second.themes)):
            text = f"{titles} are on at once, and both are about {theme}."
            yield ConflictRule.THEME_CLASH, touched, text
        return
    gap = then.start - end_of(first, at)
    if same_stage and gap < timetable.turnround:
        text = f"{gap} minutes to turn the stage round between {titles}."
        yield ConflictRule.TURNAROUND, touched, text
    if not same_stage and gap < timetable.walking:
        for key in shared:
            text = f"{names[key]} has {gap} minutes to walk between {titles}."
            yield ConflictRule.TURNAROUND, touched, text


def share_a_floor(one: StageSpec | None, other: StageSpec | None) -> bool:
    """True where two stages disturb each other: one floor, and not headphones on both."""
    if one is None or other is None or not one.floor or one.floor != other.floor:
        return False
    return not (one.headphones and other.headphones)


def _kinds(timetable: Timetable, there: _There) -> _Found:
    for day, kinds in sorted(kinds_of_days(there).items()):
        total = sum(len(ids) for ids in kinds.values())
        for kind, ids in sorted(kinds.items()):
            if kind_excess(timetable, len(ids), total) > 0:
                text = f"{len(ids)} of {total} sessions on day {day + 1} are by one kind: {kind}."
                yield ConflictRule.KIND_BALANCE, tuple(ids), text


def kinds_of_days(there: _There) -> dict[int, dict[str, list[str]]]:
    """The ids of the sessions of each day by the kind of organisation that leads them."""
    days: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item, place in there:
        if item.kind:
            days[place.start // DAY][item.kind].append(item.id)
    return days


def kind_excess(timetable: Timetable, count: int, total: int) -> int:
    """By how many sessions a kind is above its share of a day and what is allowed beside it."""
    above = 100 * (count - timetable.kind_allowance) - timetable.kind_share_percent * total
    return max(0, -(-above // 100))


def _councils(_: Timetable, there: _There) -> _Found:
    for key, items in sorted(councils_of([item for item, _ in there]).items()):
        if len(items) > 1:
            name = next(b.name for b in items[0].bodies if b.key == key)
            text = f"{name} is in the programme {len(items)} times."
            yield ConflictRule.COUNCIL_TWICE, tuple(i.id for i in items), text


def councils_of(items: list[Item]) -> dict[str, list[Item]]:
    """The items of each council."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for key in sorted({body.key for body in item.bodies if body.kind == COUNCIL}):
            found[key].append(item)
    return found


def people_of(items: list[Item]) -> dict[str, list[Item]]:
    """The items of each person who is in several."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for key in sorted({person.key for person in item.people}):
            found[key].append(item)
    return {key: ones for key, ones in sorted(found.items()) if len(ones) > 1}


def pairs_of_people(items: list[Item]) -> list[tuple[Item, Item, int]]:
    """Pairs of items with how many people they share."""
    shared: dict[tuple[str, str], int] = defaultdict(int)
    known = {item.id: item for item in items}
    for ones in people_of(items).values():
        for first, second in combinations(ones, 2):
            shared[first.id, second.id] += 1
    return [(known[a], known[b], count) for (a, b), count in sorted(shared.items())]
