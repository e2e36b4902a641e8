"""What reviewers score, by which weights, and what several scores say together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.refusals import Invalid

LOWEST, HIGHEST = 1, 5
MAX_CRITERIA = 10


@dataclass(frozen=True)
class Criterion:
    """Something that is scored from 1 to 5; its weight is relative to the others'."""

    key: str
    label: str
    weight: float

    def as_json(self) -> dict[str, Any]:
        """Return the criterion as JSON values."""
        return {"key": self.key, "label": self.label, "weight": self.weight}


DEFAULT_CRITERIA = (
    Criterion("new", "How new it is", 1),
    Criterion("outcome", "What came of it", 2),
    Criterion("learn", "What others can take home", 2),
)


@dataclass(frozen=True)
class Figures:
    """Several reviewers' scores: their mean, the least and the most, and how many there are."""

    mean: float | None
    least: float | None
    most: float | None
    count: int

    @property
    def spread(self) -> float:
        """How far apart the reviewers are."""
        return round(self.most - self.least, 2) if self.most and self.least else 0.0


def criteria_of(given: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """Return criteria with keys. Raises Invalid for none, two alike or a weight that is no weight."""
    found: dict[str, Criterion] = {}
    for place, one in enumerate(given):
        label = " ".join(str(one["label"]).split())
        key = re.sub(r"[^a-z0-9]+", "-", str(one.get("key") or label).lower()).strip("-")
        if not key or key in found:
            raise Invalid(
                "Each criterion needs a name of its own", pointer=f"/criteria/{place}/label"
            )
        if not 0 < float(one["weight"]) <= 100:
            raise Invalid(
                "A weight must be above 0 and at most 100", pointer=f"/criteria/{place}/weight"
            )
        found[key] = Criterion(key, label, float(one["weight"]))
    if not 1 <= len(found) <= MAX_CRITERIA:
        raise Invalid(f"Give 1 to {MAX_CRITERIA} criteria", pointer="/criteria")
    return list(found.values())


def check_scores(scores: Mapping[str, int], criteria: Sequence[Criterion]) -> dict[str, int]:
    """Return a score for every criterion. Raises Invalid where one lacks or is out of range."""
    for criterion in criteria:
        score = scores.get(criterion.key)
        if score is None or not LOWEST <= score <= HIGHEST:
            raise Invalid(
                f"Score “{criterion.label}” from {LOWEST} to {HIGHEST}",
                pointer=f"/score-{criterion.key}",
            )
    return {criterion.key: scores[criterion.key] for criterion in criteria}


def weighted(scores: Mapping[str, int], criteria: Sequence[Criterion]) -> float | None:
    """Return the weighted mean of one reviewer's scores; criteria added since are left out."""
    known = [(scores[c.key], c.weight) for c in criteria if c.key in scores]
    if not known:
        return None
    return sum(score * weight for score, weight in known) / sum(weight for _, weight in known)


def figures_of(reviews: Sequence[Mapping[str, int]], criteria: Sequence[Criterion]) -> Figures:
    """Return what several reviewers' scores say together."""
    means = [mean for scores in reviews if (mean := weighted(scores, criteria)) is not None]
    if not means:
        return Figures(None, None, None, 0)
    return Figures(
        round(sum(means) / len(means), 2), round(min(means), 2), round(max(means), 2), len(means)
    )
