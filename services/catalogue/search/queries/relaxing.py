"""Finds the searches nearest to one that found nothing, with what each of them would find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.catalogue.search.gateways import View, whole, written_words
from services.catalogue.search.queries.knowledge import Knowledge, current_knowledge
from services.catalogue.search.queries.results import Search, count_innovations, label_of
from services.catalogue.search.rules import FUNCTION_WORDS

FILTERS = ("theme", "region", "organisation_kind", "year", "council")
_MOST_WORDS = 6
_MOST_SHOWN = 6


@dataclass(frozen=True)
class Relaxation:
    """A search that asks for less, what is less about it in words, and how many it finds."""

    said: str
    search: Search
    total: int


def find_relaxations(
    view: View, search: Search, knowledge: Knowledge | None = None
) -> list[Relaxation]:
    """Return the searches with one thing less that find something, then those for a single word."""
    known = knowledge or current_knowledge()
    found: dict[Search, Relaxation] = {}
    for said, other in _looser(replace(search, cursor=None)):
        if other not in found and len(found) < _MOST_SHOWN:
            total = count_innovations(view, other, known)
            if total:
                found[other] = Relaxation(said, other, total)
    return list(found.values())


def _looser(search: Search) -> Iterator[tuple[str, Search]]:
    if search.exact:
        yield "with other spellings and synonyms too", replace(search, exact=False)
    used = [name for name in FILTERS if getattr(search, name)]
    for name in used:
        labels = " or ".join(label_of(name, value) for value in getattr(search, name))
        yield f"without the filter {labels}", _without(search, [name])
    if len(used) > 1:
        yield "without any filter", _without(search, used)
    yield from _fewer_words(search)


def _without(search: Search, filters: Sequence[str]) -> Search:
    changes: dict[str, Any] = dict.fromkeys(filters, ())
    return replace(search, **changes)


def _fewer_words(search: Search) -> Iterator[tuple[str, Search]]:
    words = written_words(search.text)
    telling = [word for word in words if whole(word) not in FUNCTION_WORDS]
    if not 2 <= len(telling) <= _MOST_WORDS:
        return
    for dropped in reversed(telling):
        rest = " ".join(word for word in words if word is not dropped)
        yield f"for “{rest}”", replace(search, text=rest)
    for word in telling:
        yield f"for “{word}”", replace(search, text=word)
