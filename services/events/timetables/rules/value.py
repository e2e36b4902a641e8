"""What a timetable is worth: the very sum that the solver makes as great as it can."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from services.events.editions.rules import ConflictRule
from services.events.timetables.rules.conflicts import (
    councils_of,
    kind_excess,
    kinds_of_days,
    pairs_of_people,
    people_of,
)
from services.events.timetables.rules.fitting import open_starts, own_starts, place_faults
from services.events.timetables.rules.problem import Item, Place, StageSpec, Timetable, overlap

Placed = Mapping[str, Place]


def worth(timetable: Timetable, item: Item, place: Place, stage: StageSpec) -> int:
    """What an item brings at a place, less what its own soft faults there cost."""
    weights = timetable.weights
    heads = item.audience or 0
    if stage.capacity is not None:
        heads = min(heads, stage.capacity)
    faults = {rule for rule, _ in place_faults(item, stage, place.start)}
    warnings = sum(timetable.is_soft(rule) for rule in faults)
    total = weights.score * item.score + weights.demand * heads - weights.warnings * warnings
    if item.kept is not None and place != item.kept:
        total -= moving_cost(timetable, item.kept, place)
    return total


def moving_cost(timetable: Timetable, kept: Place, place: Place) -> int:
    """Another time costs five times `stability`, another stage alone four times."""
    return timetable.weights.stability * (4 if kept.start == place.start else 5)


def losing_cost(timetable: Timetable, item: Item) -> int:
    """What it costs to take off an item that has a place now: more than to move many others."""
    return timetable.weights.stability * 100 if item.kept is not None else 0


def fair_shares(timetable: Timetable, groups: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many sessions each theme or region should have at least: an even share, if it has them."""
    sizes = {name: size for name, size in groups if name}
    most = timetable.most if timetable.most is not None else len(timetable.items)
    share = min(most, len(timetable.items)) // len(sizes) if sizes else 0
    return {name: min(size, share) for name, size in sorted(sizes.items())}


def theme_shares(timetable: Timetable) -> dict[str, int]:
    """The fair share of each theme."""
    counted = Counter(theme for item in timetable.items for theme in set(item.themes))
    return fair_shares(timetable, counted.items())


def region_shares(timetable: Timetable) -> dict[str, int]:
    """The fair share of each region."""
    counted = Counter(item.region for item in timetable.items if item.region)
    return fair_shares(timetable, counted.items())


def ticks_of(timetable: Timetable) -> list[int]:
    """Every minute at which something could begin."""
    ticks = {item.kept.start for item in timetable.items if item.kept is not None}
    ticks |= {pin.start for pin in timetable.pins if pin.start is not None}
    for item in timetable.items:
        ticks |= own_starts(timetable, item)
    for duration in {item.duration for item in timetable.items}:
        ticks |= open_starts(timetable, duration)
    return sorted(ticks)


def value(timetable: Timetable, placed: Placed) -> int:
    """Return what a timetable is worth, penalties taken off."""
    stages = {stage.id: stage for stage in timetable.stages}
    there = [(item, placed[item.id]) for item in timetable.items if item.id in placed]
    gained = sum(worth(timetable, item, place, stages[place.stage]) for item, place in there)
    lost = sum(losing_cost(timetable, i) for i in timetable.items if i.id not in placed)
    return gained - lost - _unfair(timetable, there) - _warnings(timetable, there)


_There = list[tuple[Item, Place]]


def _unfair(timetable: Timetable, there: _There) -> int:
    themes = Counter(theme for item, _ in there for theme in set(item.themes))
    regions = Counter(item.region for item, _ in there)
    weights = timetable.weights
    missing_themes = sum(max(0, n - themes[t]) for t, n in theme_shares(timetable).items())
    missing_regions = sum(max(0, n - regions[r]) for r, n in region_shares(timetable).items())
    return weights.themes * missing_themes + weights.regions * missing_regions


def _warnings(timetable: Timetable, there: _There) -> int:
    """The price of what two or more sessions do to each other where the edition only warns."""
    counts = {
        ConflictRule.THEME_CLASH: _theme_clashes,
        ConflictRule.PERSON_TWICE: _double_people,
        ConflictRule.TURNAROUND: _turnarounds,
        ConflictRule.KIND_BALANCE: _kind_excesses,
        ConflictRule.COUNCIL_TWICE: _councils_again,
    }
    units = sum(
        count(timetable, there) for rule, count in counts.items() if timetable.is_soft(rule)
    )
    return timetable.weights.warnings * units


def _excess(timetable: Timetable, groups: Iterable[_There], longer: int = 0) -> int:
    """How many sessions too many of a group are on, summed over the minutes something could begin."""
    ticks = ticks_of(timetable)
    return sum(
        max(0, sum(p.start <= tick < p.start + i.duration + longer for i, p in group) - 1)
        for group in groups
        for tick in ticks
    )


def _theme_clashes(timetable: Timetable, there: _There) -> int:
    groups: dict[str, _There] = defaultdict(list)
    for item, place in there:
        for theme in set(item.themes):
            groups[theme].append((item, place))
    return _excess(timetable, groups.values())


def _double_people(timetable: Timetable, there: _There) -> int:
    places = {item.id: place for item, place in there}
    groups = people_of([item for item, _ in there]).values()
    return _excess(timetable, [[(i, places[i.id]) for i in group] for group in groups])


def _turnarounds(timetable: Timetable, there: _There) -> int:
    groups: dict[str, _There] = defaultdict(list)
    for item, place in there:
        groups[place.stage].append((item, place))
    total = _excess(timetable, groups.values(), timetable.turnround)
    places = {item.id: place for item, place in there}
    for first, second, _ in pairs_of_people([item for item, _ in there]):
        at, then = places[first.id], places[second.id]
        if at.stage != then.stage and not overlap(first, at, second, then):
            gap = max(
                then.start - at.start - first.duration, at.start - then.start - second.duration
            )
            total += gap < timetable.walking
    return total


def _kind_excesses(timetable: Timetable, there: _There) -> int:
    return sum(
        kind_excess(timetable, len(ids), sum(map(len, kinds.values())))
        for kinds in kinds_of_days(there).values()
        for ids in kinds.values()
    )


def _councils_again(_: Timetable, there: _There) -> int:
    groups = councils_of([item for item, _ in there])
    return sum(len(ones) - 1 for ones in groups.values())
