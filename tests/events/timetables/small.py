"""Small timetables for hypothesis, and the best one by trying everything."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import strategies as st

from services.events.editions.rules import ConflictRule, Severity
from services.events.timetables.rules import (
    Body,
    Forbidden,
    Item,
    Person,
    Pin,
    Place,
    Span,
    StageSpec,
    Timetable,
    Weights,
    broken_wishes,
    find_conflicts,
    possible_places,
    value,
)

_NAMES = ("a", "b", "c")


@st.composite
def items(draw: st.DrawFn, number: int) -> Item:
    """A small item that meets others in people, themes and councils."""
    roles = st.sampled_from(["chair", "presenter"])
    people = draw(st.lists(st.tuples(st.sampled_from(_NAMES), roles), max_size=2))
    kind = draw(st.sampled_from(["council", "council", "partner"]))
    body = draw(st.sampled_from(_NAMES))
    return Item(
        id=f"i{number}",
        title=f"Item {number}",
        duration=draw(st.sampled_from([30, 60])),
        score=draw(st.integers(0, 100)) * 10,
        themes=tuple(draw(st.lists(st.sampled_from(_NAMES), max_size=2, unique=True))),
        region=draw(st.sampled_from(["", "North", "South"])),
        bodies=(Body(f"{kind} {body}", body, kind),),
        people=tuple(Person(key, key, role) for key, role in people),
        available=draw(st.sampled_from([(), (), (Span(540, 600),), (Span(570, 700),)])),
        audience=draw(st.sampled_from([None, 10, 50])),
        needs=draw(st.sampled_from([(), (), ("screen",)])),
        needs_chair=draw(st.booleans()),
    )


@st.composite
def timetables(draw: st.DrawFn, most_items: int = 4) -> Timetable:
    """Up to four items on two stages within one or two windows, with any severities and wishes."""
    count = draw(st.integers(0, most_items))
    ids = [f"i{n}" for n in range(count)]
    severities = {
        rule.value: draw(st.sampled_from(list(Severity))).value
        for rule in ConflictRule
        if rule != ConflictRule.STAGE_OVERLAP
    }
    floor = draw(st.sampled_from(["", "hall"]))
    wish = st.sampled_from(ids or ["nobody"])
    return Timetable(
        stages=(
            StageSpec("s0", "Main", 40, ("screen",), floor, draw(st.booleans())),
            StageSpec("s1", "Small", draw(st.sampled_from([None, 20])), (), floor, headphones=True),
        ),
        windows=draw(st.sampled_from([(Span(540, 660),), (Span(540, 600), Span(1980, 2040))])),
        items=tuple(draw(items(n)) for n in range(count)),
        step=30,
        walking=draw(st.sampled_from([0, 10, 40])),
        turnround=draw(st.sampled_from([0, 15])),
        most=draw(st.sampled_from([None, 2])),
        least=draw(st.sampled_from([0, 0, 1, 3])),
        kind_share_percent=50,
        kind_allowance=draw(st.sampled_from([0, 1])),
        severities=severities,
        pins=tuple(draw(st.lists(st.builds(Pin, wish, st.sampled_from([None, 0, 1])), max_size=1))),
        forbidden=tuple(
            draw(st.lists(st.builds(Forbidden, wish, wish, st.booleans()), max_size=1))
        ),
        weights=Weights(score=1, demand=1, themes=50, regions=30, warnings=40),
    )


def best_by_trying(timetable: Timetable) -> int | None:
    """The worth of the best timetable without a hard conflict, None where there is none."""
    options: list[list[Place | None]] = [
        [None, *possible_places(timetable, item)] for item in timetable.items
    ]
    best = None
    for places in product(*options):
        placed = {i.id: p for i, p in zip(timetable.items, places, strict=True) if p is not None}
        if _taken_twice(timetable, placed) or broken_wishes(timetable, placed):
            continue
        if any(conflict.is_hard for conflict in find_conflicts(timetable, placed)):
            continue
        worth = value(timetable, placed)
        best = worth if best is None else max(best, worth)
    return best


def _taken_twice(timetable: Timetable, placed: dict[str, Place]) -> bool:
    """A stage holds one session at a time however lenient the edition is."""
    lasting = {item.id: item.duration for item in timetable.items}
    ones = sorted((p.stage, p.start, p.start + lasting[key]) for key, p in placed.items())
    return any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(ones))
