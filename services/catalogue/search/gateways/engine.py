"""Asks a view of the index: what words there are, who matches in which order, and the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Occur, Query

from services.catalogue.search.gateways.matching import NEAR_WORDS, Filters, plan_query, spelled
from services.catalogue.search.gateways.reader import View
from services.catalogue.search.gateways.schema import FACETS
from services.catalogue.search.rules import Plan, Sort

_MOST_VALUES = 10_000
"""More values than any facet has: fewer would make the counts of a segmented index inexact."""
_SPARE = 10
"""Results fetched beyond what is needed, so that a second search is rarely needed to end a group."""


@dataclass(frozen=True)
class Hit:
    """A result: what it is sorted by, the number that tells it from its equals, where it is."""

    value: float
    key: int
    address: Any


@dataclass(frozen=True)
class Stored:
    """What the index keeps of a result: the item as JSON, and what the rest is made from."""

    body: bytes
    slug: str
    summary: str


def documents_with(view: View, stem: str) -> int:
    """Return how many innovations have a stem, in the field that has it most."""
    counts = (view.searcher.doc_freq(field, stem) for field in ("text", "names"))
    return max(counts) if stem else 0


def documents_with_word(view: View, word: str) -> int:
    """Return how many innovations have a word in this very form."""
    return view.searcher.doc_freq("words", word)


def documents_with_capitals(view: View, word: str) -> int:
    """Return how many innovations have a word written in capitals."""
    return view.searcher.doc_freq("capitals", word)


def documents_of(view: View, body: str) -> int:
    """Return how many innovations are of the organisation of this plain name."""
    return view.searcher.doc_freq("bodies", body)


def phrases_found(
    view: View, stems: Sequence[str], without_body: str | None = None, *, near: bool = False
) -> int:
    """Return how many texts have the stems in a row or near, those of one organisation left out."""
    slop = NEAR_WORDS if near else 0
    clauses = [(Occur.Must, spelled(view, "text", tuple(stems), slop))]
    if without_body:
        clauses.append((Occur.MustNot, Query.term_query(view.schema, "bodies", without_body)))
    return _total(view.searcher.search(Query.boolean_query(clauses), limit=1))


def words_beginning(view: View, letters: str) -> list[tuple[str, int]]:
    """Return the unstemmed words that begin so, with the number of innovations, commonest first."""
    return view.searcher.terms_with_prefix("words", letters)


def ranked(view: View, query: Query, sort: Sort, depth: int) -> tuple[list[Hit], int]:
    """Return the first results in a strict order, `depth` of them or a few more, and the total.

    The engine orders equals by where they lie on disk, which changes. So whole groups of equals
    are fetched and ordered by their key: wherever a page ends, the next one continues.
    """
    order = None if sort is Sort.RELEVANCE else sort.value
    # A cursor that somebody made up may ask for any depth.
    depth = min(depth, view.searcher.num_docs + 1)
    fetched = depth + _SPARE
    while True:
        found = view.searcher.search(query, limit=fetched, order_by_field=order)
        hits = found.hits
        if len(hits) < fetched or hits[-1][0] != hits[depth - 1][0]:
            break
        fetched *= 4
    whole_groups = hits if len(hits) < fetched else [h for h in hits if h[0] >= hits[depth - 1][0]]
    keys = view.searcher.fast_field_values("key", [address for _, address in whole_groups])
    ordered = [
        Hit(value, int(key or 0), address)
        for (value, address), key in zip(whole_groups, keys, strict=True)
    ]
    ordered.sort(key=lambda hit: (-hit.value, hit.key))
    return ordered, _total(found)


def count(view: View, query: Query) -> int:
    """Return how many innovations match."""
    return _total(view.searcher.search(query, limit=1))


def facet_counts(
    view: View, query: Query, plan: Plan, filters: Filters
) -> dict[str, dict[str, int]]:
    """Return for each facet how many results each value has, its own filter left aside.

    `query` is the plan's within all filters.
    """
    together = [name for name in FACETS if not filters.get(name)]
    counts = _counts(view, query, together) if together else {}
    for name in FACETS:
        if name not in together:
            others = {key: values for key, values in filters.items() if key != name}
            counts |= _counts(view, plan_query(view, plan, others), [name])
    return {name: counts[name] for name in FACETS}


def stored(view: View, hits: Sequence[Hit]) -> list[Stored]:
    """Return what is shown of the results."""
    documents: list[Any] = [view.searcher.doc(hit.address) for hit in hits]
    return [
        Stored(
            document.get_first("body"),
            document.get_first("slug").decode(),
            document.get_first("summary").decode(),
        )
        for document in documents
    ]


def _total(found: Any) -> int:
    """`count` is missing in the types that tantivy ships."""
    return int(found.count)


def _counts(view: View, query: Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
    asked = {
        name: {"terms": {"field": name, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
        for name in names
    }
    answer: Mapping[str, Any] = view.searcher.aggregate(query, asked)
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]}
        for name in names
    }
