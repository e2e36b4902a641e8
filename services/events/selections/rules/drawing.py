"""Where the circles and lines of the groups' drawing are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_COLUMNS, _WIDTH, _HEIGHT, _LINE = 2, 320, 60, 26


@dataclass(frozen=True)
class Card:
    """A group as it is drawn: its issue above, its councils below it on a line each."""

    issue: str
    x: int
    y: int
    height: int
    names: tuple[tuple[str, int], ...]


def cards_of(groups: Sequence[Mapping[str, Any]]) -> tuple[list[Card], int]:
    """Return the drawing's cards in columns, and how high it is."""
    heights = [8] * _COLUMNS
    cards = []
    for group in groups:
        column = heights.index(min(heights))
        height = _HEIGHT + _LINE * len(group["councils"])
        top = heights[column]
        names = tuple((name, top + 62 + _LINE * n) for n, name in enumerate(group["councils"]))
        cards.append(Card(group["issue"], 8 + column * (_WIDTH + 16), top, height, names))
        heights[column] += height + 16
    return cards, max(heights)
