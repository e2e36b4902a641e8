"""What somebody who types may be on the way to: titles, councils and themes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.catalogue.innovations.rules import address_of, theme_label
from services.catalogue.organisations.queries import Bodies
from services.catalogue.search.gateways import View, whole, written_words
from services.catalogue.search.gateways.nearby import themes_counted, titles_with
from services.catalogue.search.rules import Suggested

_TITLES, _COUNCILS, _THEMES = 5, 3, 2
_LOOKED_AT = 30
_SHORTEST_BEGINNING = 2
_MOST_WORDS = 12


@dataclass(frozen=True)
class Suggestion:
    """Something that can be gone to at once: `kind` is title, council or theme."""

    kind: Suggested
    text: str
    detail: str
    url: str


def suggest(view: View, bodies: Bodies, text: str) -> list[Suggestion]:
    """Return what fits a text whose last word may be unfinished; nothing for a single letter."""
    words = [whole(word) for word in written_words(text)[:_MOST_WORDS]]
    words = [word for word in words if word]
    if len("".join(words)) < _SHORTEST_BEGINNING:
        return []
    return [*_themes(view, words), *_councils(bodies, text), *_titles(view, words, text)]


def _titles(view: View, words: Sequence[str], text: str) -> list[Suggestion]:
    items: list[dict[str, Any]] = [
        json.loads(body) for body in titles_with(view, words[:-1], words[-1], _LOOKED_AT)
    ]
    typed = " ".join(text.casefold().split())
    items.sort(key=lambda item: not item["title"].casefold().startswith(typed))
    return [
        Suggestion(Suggested.TITLE, item["title"], item["organisation"], address_of(item["slug"]))
        for item in items[:_TITLES]
    ]


def _councils(bodies: Bodies, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            Suggested.COUNCIL,
            body.name,
            f"until {body.ended_on.year}" if body.ended_on else body.region or "",
            f"/catalogue/organisations/{body.id}",
        )
        for body in bodies.named_like(text, _COUNCILS)
    ]


def _themes(view: View, words: Sequence[str]) -> list[Suggestion]:
    fits = [
        (theme, count)
        for theme, count in themes_counted(view)
        if all(f"-{theme}".find(f"-{word}") >= 0 for word in words)
    ]
    return [
        Suggestion(
            Suggested.THEME,
            theme_label(theme),
            f"{count:,} innovation{'' if count == 1 else 's'}",
            f"/catalogue/themes/{theme}",
        )
        for theme, count in fits[:_THEMES]
    ]
