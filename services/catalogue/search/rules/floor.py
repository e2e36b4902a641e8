"""Decides which combinations of a query's ideas are enough for a text to be a result at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from services.catalogue.search.rules.plan import Plan, Sought

# The least that a common word counts beside the rarest of the query.
_LEAST = 1 / 3
# What nobody writes about tells most: without it, the rest of a short query means little.
_UNFOUND = 1.2
# The share of a query that a result has to cover, of one idea, of two, and so on.
_SHARES = (0.5, 0.4, 0.35, 0.3, 0.27)
_MOST_ENUMERATED = 4


class Grade(IntEnum):
    """How an idea is covered, from not at all."""

    NONE = 0
    WEAK = 1
    LOOSE = 2
    WRITTEN = 3


_CREDIT = {Grade.NONE: 0.0, Grade.WEAK: 0.4, Grade.LOOSE: 0.85, Grade.WRITTEN: 1.0}
_FROM_SHARE = ((0.9, Grade.WRITTEN), (0.5, Grade.LOOSE), (0.0, Grade.WEAK))


@dataclass(frozen=True)
class Ways:
    """Either `combinations` (for each idea the grade it needs; one of them is enough), or `count`.

    Of many ideas any `count` are enough, since listing the combinations would take too many.
    """

    combinations: tuple[tuple[Grade, ...], ...] = ()
    count: int = 0


def grade_of(share: float) -> Grade:
    """Return how a share covers an idea."""
    return next(grade for least, grade in _FROM_SHARE if share >= least)


def grades_of(idea: Sought) -> list[Grade]:
    """Return the grades that some text can reach for an idea, NONE included."""
    reached = {grade_of(level.share) for level in idea.levels}
    if idea.body:
        reached.add(Grade.WRITTEN)
    return sorted({Grade.NONE} | reached)


def ways_to_suffice(plan: Plan) -> Ways:
    """Return the least that a text has to cover of a plan."""
    weights = [idea.weight for idea in plan.sought]
    heaviest = max([*weights, *plan.unfound], default=1.0)
    worths = [max(_LEAST, weight / heaviest) for weight in weights]
    missing = sum(_UNFOUND * max(_LEAST, weight / heaviest) for weight in plan.unfound)
    ideas = len(weights) + len(plan.unfound)
    share = _SHARES[min(ideas, len(_SHARES)) - 1]
    needed = share * (sum(worths) + missing)
    if len(weights) > _MOST_ENUMERATED:
        return Ways(count=min(len(weights) + 1, math.ceil(needed / (sum(worths) / len(worths)))))
    return Ways(_least(plan, worths, needed))


def _least(plan: Plan, worths: list[float], needed: float) -> tuple[tuple[Grade, ...], ...]:
    grades = [grades_of(idea) for idea in plan.sought]

    def suffices(chosen: tuple[Grade, ...]) -> bool:
        covered = (_CREDIT[g] * credit for g, credit in zip(chosen, worths, strict=True))
        return sum(covered) >= needed - 1e-9

    def is_least(chosen: tuple[Grade, ...]) -> bool:
        for place, grade in enumerate(chosen):
            lower = [other for other in grades[place] if other < grade]
            if lower and suffices((*chosen[:place], lower[-1], *chosen[place + 1 :])):
                return False
        return True

    return tuple(c for c in product(*grades) if suffices(c) and is_least(c))
