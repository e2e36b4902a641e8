"""The addresses of themes and regions, and how bars are drawn beside their figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.refusals import NotFound

BAR_HEIGHT = 28
BAR_MOST_WIDTH = 190
_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")


class NothingThere(NotFound):
    """No innovation has this theme or region."""

    def __init__(self) -> None:
        super().__init__("No innovation is listed here. Search for it, or look through the list.")


@dataclass(frozen=True)
class Bar:
    """A figure and its bar, in the units of the drawing."""

    label: str
    count: int
    href: str
    y: int
    width: int


def region_slug(region: str) -> str:
    """Return a region's part of its address."""
    return _NOT_A_SLUG.sub("-", region.lower()).strip("-")


def theme_address(theme: str) -> str:
    """Return the path of a theme's page."""
    return f"/catalogue/themes/{theme}"


def region_address(region: str) -> str:
    """Return the path of a region's page."""
    return f"/catalogue/regions/{region_slug(region)}"


def bars(figures: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Return bars for labels with their counts and addresses; the longest is as wide as may be."""
    most = max((count for _, count, _ in figures), default=0) or 1
    return [
        Bar(label, count, href, place * BAR_HEIGHT, max(1, round(BAR_MOST_WIDTH * count / most)))
        for place, (label, count, href) in enumerate(figures)
    ]
