"""Which innovations are about the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from services.catalogue.search.gateways import View, reading, stem, written_words
from services.catalogue.search.gateways.engine import documents_with
from services.catalogue.search.gateways.nearby import like, themes_counted
from services.catalogue.search.rules import FUNCTION_WORDS, rarity, telling_stems

_MOST_WORDS = 400
_THEME_SHARE = 2.0
"""What a shared theme counts beside a word of the same rarity: it is said of the whole, not in passing."""

_LEAST_SHARE = 0.12
"""The share of the weight of all that was sought that something similar has to have."""


def find_similar(
    folder: Path, *, innovation_id: UUID, text: str, themes: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """Return the items most like an innovation, by its rarest words and its themes.

    Raises IndexUnavailable.
    """
    with reading(folder) as view:
        stems = _stems(view, text)
        weighted = _themes(view, themes)
        everything = sum(stems.values()) + sum(weight for _, weight in weighted)
        found = like(view, stems, weighted, without=str(innovation_id), limit=limit)
    return [json.loads(body) for score, body in found if score >= _LEAST_SHARE * everything]


def _stems(view: View, text: str) -> dict[str, float]:
    """The words that tell most about a text: frequent in it, rare elsewhere, but not only here."""
    words = [w for w in written_words(text)[:_MOST_WORDS] if w.lower() not in FUNCTION_WORDS]
    counted = Counter(stem(word) for word in words)
    counted.pop("", None)
    documents = view.searcher.num_docs
    found = {one: documents_with(view, one) for one in counted}
    shared = {one: times for one, times in counted.items() if found[one] > 1}
    weights = {one: rarity(found[one], documents) for one in shared}
    return telling_stems(weights, shared)


def _themes(view: View, themes: Sequence[str]) -> list[tuple[str, float]]:
    known = dict(themes_counted(view))
    documents = view.searcher.num_docs
    return [
        (theme, _THEME_SHARE * rarity(known[theme], documents))
        for theme in themes
        if theme in known
    ]
