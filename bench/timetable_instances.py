"""Timetables made up by a seeded generator: 200 proposals for 60 places on 5 stages."""

from __future__ import annotations

import random

from services.events.timetables.rules import (
    DAY,
    Body,
    Forbidden,
    Item,
    Person,
    Pin,
    Span,
    StageSpec,
    Timetable,
)

SEEDS = (1, 2, 3, 4, 5)
THEMES = ("climate", "housing", "social care", "digital", "finance", "children", "health", "places")
REGIONS = ("East", "East Midlands", "London", "North East", "North West", "South East")
REGIONS += ("South West", "West Midlands", "Yorkshire")
KINDS = ("council",) * 7 + ("partner", "health", "emergency", "national")
EQUIPMENT = ("screen", "hearing loop", "kitchen", "video link")
_LENGTH, _TURN = 45, 15
_WINDOWS = ((9 * 60, 11 * 60), (14 * 60, 16 * 60))


def make_timetable(seed: int, proposals: int = 200, *, strict: bool = False) -> Timetable:
    """Return an instance; `strict` makes themes and councils hard rules as well."""
    chance = random.Random(seed)
    people = [Person(f"person {n}", f"Person {n}") for n in range(max(1, proposals * 3 // 2))]
    councils = [f"Council {n}" for n in range(max(1, proposals * 2 // 3))]
    severities = {"theme_clash": "block", "council_twice": "block"} if strict else {}
    items = tuple(_item(chance, n, people, councils) for n in range(proposals))
    free = [item.id for item in items if not item.available and not item.needs]
    return Timetable(
        stages=_stages(chance),
        windows=tuple(
            Span(d * DAY + a, d * DAY + b + _TURN) for d in range(3) for a, b in _WINDOWS
        ),
        items=items,
        step=_LENGTH + _TURN,
        walking=10,
        turnround=_TURN,
        most=60,
        severities={"stage_too_small": "block"} | severities,
        pins=tuple(
            Pin(key, day=chance.randrange(3)) for key in chance.sample(free, min(2, len(free)))
        ),
        forbidden=tuple(
            Forbidden(*(items[n].id for n in chance.sample(range(proposals), 2)))
            for _ in range(5 if proposals > 1 else 0)
        ),
    )


def _stages(chance: random.Random) -> tuple[StageSpec, ...]:
    made = []
    for number, capacity in enumerate((300, 150, 120, 80, 40)):
        has = tuple(e for e in EQUIPMENT if chance.random() < 0.7)
        made.append(StageSpec(f"S{number}", f"Stage {number + 1}", capacity, has))
    return tuple(made)


def _item(chance: random.Random, number: int, people: list[Person], councils: list[str]) -> Item:
    kind = chance.choice(KINDS)
    name = chance.choice(councils) if kind == "council" else f"{kind} {chance.randrange(20)}"
    return Item(
        id=f"P{number:03d}",
        title=f"Proposal {number}",
        duration=_LENGTH,
        score=round(min(1000, max(0, chance.gauss(620, 150)))),
        themes=(chance.choices(THEMES, (5, 4, 4, 3, 3, 2, 2, 1))[0],),
        region=chance.choice(REGIONS) if kind == "council" else "",
        bodies=(Body(name, name, kind),),
        people=tuple(chance.sample(people, min(len(people), chance.choice((1, 2, 2, 3, 4))))),
        available=_available(chance),
        audience=chance.choice((20, 30, 40, 60, 80, 100, 140, 220)),
        needs=tuple(e for e in EQUIPMENT if chance.random() < 0.08),
    )


def _available(chance: random.Random) -> tuple[Span, ...]:
    """Half can always come; the others on some of the half days."""
    if chance.random() < 0.5:
        return ()
    halves = [(d, a, b) for d in range(3) for a, b in ((8 * 60, 12 * 60), (13 * 60, 18 * 60))]
    chosen = sorted(chance.sample(halves, chance.choice((1, 2, 2, 3, 4))))
    return tuple(Span(d * DAY + a, d * DAY + b) for d, a, b in chosen)
