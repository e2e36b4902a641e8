"""What scores come to, how far they lie apart, and who may give one."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.refusals import Conflict, Forbidden, Invalid

MOST_POINTS = 5
"""What a criterion can get; 0 is the least."""


class DuplicateMember(Conflict):
    """The panel has somebody of this name."""


class ScoringClosed(Conflict):
    """The cohort is decided."""


class HasConflict(Forbidden):
    """The member has a conflict of interest."""


@dataclass(frozen=True)
class Result:
    """What the panel's scores of one application come to, from 0 to 100, and how far apart they lie."""

    scores: int
    mean: float | None
    lowest: float | None
    highest: float | None
    deviation: float | None  # the population's standard deviation


def read_points(given: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return whole points for every criterion. Raises Invalid naming the first that lacks them."""
    points: dict[str, int] = {}
    for criterion in criteria:
        value = str(given.get(criterion["key"], "")).strip()
        if not value.isdecimal() or int(value) > MOST_POINTS:
            raise Invalid(
                f"{criterion['label']}: give between 0 and {MOST_POINTS} points",
                pointer=f"/points-{criterion['key']}",
            )
        points[criterion["key"]] = int(value)
    if not points:
        raise Invalid("The scheme has no criteria to score against. Add some first", pointer="")
    return points


def total_of(points: Mapping[str, int], criteria: Sequence[Mapping[str, Any]]) -> float:
    """Return a member's score from 0 to 100: the criteria's points by their weights.

    Criteria that came after the score count as if they were not there.
    """
    counted = [c for c in criteria if c["key"] in points]
    weights = sum(c["weight"] for c in counted)
    if not weights:
        return 0.0
    gained = sum(points[c["key"]] * c["weight"] for c in counted)
    return float(100 * gained / (weights * MOST_POINTS))


def result_of(totals: Sequence[float]) -> Result:
    """Return what members' totals come to."""
    if not totals:
        return Result(0, None, None, None, None)
    return Result(
        len(totals),
        statistics.fmean(totals),
        min(totals),
        max(totals),
        statistics.pstdev(totals),
    )
