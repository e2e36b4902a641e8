"""Calls made up by a seeded generator: 200 applications for a cohort of 16 seats."""

from __future__ import annotations

import random

from services.events.selections.rules import Application, Council, Quota, Selection

SEEDS = (1, 2, 3, 4, 5)
REGIONS = ("East", "East Midlands", "London", "North East", "North West", "South East")
REGIONS += ("South West", "West Midlands", "Yorkshire and The Humber")
KINDS = ("county", "district", "district", "district", "unitary", "metropolitan", "london_borough")
ISSUES = ("loneliness", "homelessness", "planning", "waste", "care", "debt", "transport", "skills")
ISSUES += ("climate", "customer service", "children", "parks")


def make_selection(seed: int, applications: int = 200) -> Selection:
    """Return an instance with joint bids, quotas and councils that were there before."""
    chance = random.Random(seed)
    councils = [
        Council(
            f"C{n:03d}",
            f"Council {n}",
            chance.choice(KINDS),
            chance.choice(REGIONS),
            chance.random() < 0.6,
        )
        for n in range(max(2, applications * 9 // 10))
    ]
    return Selection(
        applications=tuple(_application(chance, n, councils) for n in range(applications)),
        quotas=(
            Quota("region", REGIONS[seed % len(REGIONS)], least=2, most=3),
            Quota("kind", "county", least=1),
            Quota("kind", "district", most=3),
        )
        if applications >= 50
        else (),
        seed=seed,
    )


def _application(chance: random.Random, number: int, councils: list[Council]) -> Application:
    size = chance.choices((1, 2, 3), (80, 16, 4))[0]
    least = chance.choice((1, 1, 1, 2))
    points = round(min(1000, max(0, chance.gauss(600, 150))))
    return Application(
        id=f"A{number:03d}",
        reference=f"A{number:03d}",
        councils=tuple(chance.sample(councils, min(size, len(councils)))),
        issues=tuple(sorted(chance.sample(ISSUES, chance.choice((1, 2, 2, 3))))),
        seats_least=least,
        seats_most=least * size + chance.choice((0, 1, 2)),
        points=points,
        score=points / 10,
    )
