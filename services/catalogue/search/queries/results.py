"""Answers a search: results in a strict order, page by page, with counts and what was done."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.catalogue.innovations.rules import theme_label
from services.catalogue.search.gateways import View, stem
from services.catalogue.search.gateways.engine import (
    Hit,
    Stored,
    count,
    facet_counts,
    ranked,
    stored,
)
from services.catalogue.search.gateways.matching import Query, plan_query
from services.catalogue.search.queries.knowledge import Knowledge, current_knowledge
from services.catalogue.search.queries.understanding import understand
from services.catalogue.search.rules import BadCursor, Note, Plan, Sort, snippet
from shared.register import KIND_LABELS, Kind


@dataclass(frozen=True)
class Search:
    """What somebody asks for; values of one filter are alternatives, filters narrow together."""

    text: str = ""
    theme: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    organisation_kind: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    council: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    cursor: str | None = None
    exact: bool = False


@dataclass(frozen=True)
class Result:
    """One innovation found; `score` is 0 where the order is not by relevance."""

    stored: Stored
    snippet: str
    score: float

    @property
    def reference(self) -> str:
        """The innovation's reference."""
        return str(json.loads(self.stored.body)["reference"])


@dataclass(frozen=True)
class FacetValue:
    """A value that results can be narrowed to, and how many there would be."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Answer:
    """One page of what was found; `first` is the place of its first result, counted from 1."""

    total: int
    first: int
    results: Sequence[Result]
    facets: Mapping[str, Sequence[FacetValue]]
    notes: Sequence[Note]
    next: str | None


@dataclass(frozen=True)
class _Mark:
    """Where a page ended: the last result and its place when it was shown."""

    sort: Sort
    place: int
    value: float
    key: int


def find_innovations(view: View, search: Search, knowledge: Knowledge | None = None) -> Answer:
    """Return a page of published innovations, read by what is known now. Raises BadCursor."""
    known = knowledge or current_knowledge()
    plan = understand(view, known, search.text, exact=search.exact)
    filters = _filters(search, known)
    sort = search.sort
    if sort is Sort.RELEVANCE and plan.is_empty:
        sort = Sort.NEWEST
    mark = _read(search.cursor, sort) if search.cursor else None
    query = plan_query(view, plan, filters)
    start, hits, total = _page(view, query, sort, search.limit, mark)
    return Answer(
        total=total,
        first=start + 1,
        results=_results(view, plan, sort, hits[: search.limit]),
        facets=_facets(facet_counts(view, query, plan, filters)),
        notes=plan.notes,
        next=_write(sort, start, hits, search.limit),
    )


def count_innovations(view: View, search: Search, knowledge: Knowledge) -> int:
    """Return how many innovations a search finds, on all its pages."""
    plan = understand(view, knowledge, search.text, exact=search.exact)
    return count(view, plan_query(view, plan, _filters(search, knowledge)))


def _filters(search: Search, known: Knowledge) -> dict[str, tuple[str, ...]]:
    bodies = [name for council in search.council for name in known.councils.plain_names(council)]
    return {
        "theme": search.theme,
        "region": search.region,
        "organisation_kind": search.organisation_kind,
        "year": search.year,
        "bodies": tuple(bodies),
    }


def _page(
    view: View, query: Query, sort: Sort, limit: int, mark: _Mark | None
) -> tuple[int, list[Hit], int]:
    """The place of the page's first result, the page and one more, and the total.

    The page goes on after the result that the last one ended with, wherever it is by now. So
    what is published meanwhile neither repeats nor hides a result.
    """
    depth = limit + 1 + (mark.place if mark else 0)
    while True:
        hits, total = ranked(view, query, sort, depth)
        start = _after(hits, mark) if mark else 0
        if len(hits) >= min(total, start + limit + 1):
            return start, hits[start : start + limit + 1], total
        depth *= 2


def _after(hits: Sequence[Hit], mark: _Mark) -> int:
    for place, hit in enumerate(hits):
        if hit.key == mark.key:
            return place + 1
    before = (-mark.value, mark.key)
    return sum(1 for hit in hits if (-hit.value, hit.key) < before)


def _results(view: View, plan: Plan, sort: Sort, hits: Sequence[Hit]) -> list[Result]:
    marked = {
        stem(word)
        for idea in plan.sought
        for level in idea.levels
        for spelling in level.spellings
        for word in spelling.words
    }

    def is_match(word: str) -> bool:
        return stem(word) in marked

    beginnings = tuple({one[:-1] or one for one in marked})
    return [
        Result(
            found,
            snippet(found.summary, is_match, beginnings),
            round(hit.value, 4) if sort is Sort.RELEVANCE else 0.0,
        )
        for hit, found in zip(hits, stored(view, hits), strict=True)
    ]


def _facets(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[FacetValue]]:
    facets = {
        name: [FacetValue(value, label_of(name, value), count) for value, count in values.items()]
        for name, values in counts.items()
    }
    for name, values in facets.items():
        if name == "year":
            values.sort(key=lambda value: value.value, reverse=True)
        else:
            values.sort(key=lambda value: (-value.count, value.label))
    return facets


@lru_cache(maxsize=1000)
def label_of(facet: str, value: str) -> str:
    """Return a facet's value as people read it."""
    if facet == "theme":
        return theme_label(value)
    if facet == "organisation_kind" and value in set(Kind):
        return KIND_LABELS[Kind(value)]
    return value


def _write(sort: Sort, start: int, hits: Sequence[Hit], limit: int) -> str | None:
    if len(hits) <= limit:
        return None
    last = hits[limit - 1]
    raw = json.dumps([sort.value, start + limit, last.value, last.key])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read(cursor: str, sort: Sort) -> _Mark:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        name, place, value, key = values
        mark = _Mark(Sort(name), int(place), float(value), int(key))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise BadCursor from error
    if mark.sort is not sort or mark.place < 0:
        raise BadCursor
    return mark
