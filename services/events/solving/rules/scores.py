"""Turns scores as panels and spreadsheets give them into the whole numbers of a problem."""

from __future__ import annotations

from collections.abc import Iterable

FULL = 1000
"""What a full score counts in a problem."""
_SCALES = (1.0, 5.0, 10.0, 100.0)


def scale_of(scores: Iterable[float | None]) -> float:
    """Return the full score that these scores are out of: 1, 5, 10, 100, or the highest there is."""
    highest = max((score for score in scores if score is not None), default=0.0)
    return next((scale for scale in _SCALES if highest <= scale), highest)


def points_of(score: float | None, scale: float) -> int:
    """Return a score in thousandths of the full one; nothing for none and for less than nothing."""
    return 0 if score is None else max(0, min(FULL, round(score * FULL / scale)))
