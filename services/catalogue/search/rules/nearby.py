"""What a suggestion leads to, and which words tell what a text is about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum

MOST_TYPED_LETTERS = 200
MOST_TELLING = 20


class Suggested(StrEnum):
    """What a suggestion leads to."""

    TITLE = "title"
    COUNCIL = "council"
    THEME = "theme"


def telling_stems(rarities: Mapping[str, float], times: Mapping[str, int]) -> dict[str, float]:
    """Return the stems that tell most about a text, with their weights.

    A word that occurs often in it counts more, but ten times not ten times as much.
    """
    weights = {one: rarities[one] * (1 + math.log(times[one])) for one in rarities}
    first = sorted(weights, key=lambda one: (-weights[one], one))[:MOST_TELLING]
    return {one: weights[one] for one in first}
