"""Asks a view of the index for titles that go on as typed, and for innovations like one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Occur, Query

from services.catalogue.search.gateways.reader import View

_MOST_ENDINGS = 40
"""The commonest words that a beginning is taken for; the rest of a long list is rarely meant."""


def titles_with(view: View, words: Sequence[str], beginning: str, limit: int) -> list[bytes]:
    """Return the items whose titles have the words and a word that begins so, the most read first."""
    endings = view.searcher.terms_with_prefix("title", beginning, limit=_MOST_ENDINGS)
    if not endings:
        return []
    wanted = [(Occur.Must, _term(view, "title", word)) for word in words]
    ending = Query.boolean_query(
        [(Occur.Should, _term(view, "title", word)) for word, _ in endings]
    )
    query = Query.boolean_query([*wanted, (Occur.Must, ending)])
    found = view.searcher.search(query, limit=limit, order_by_field="most_read", count=False)
    return _bodies(view, [address for _, address in found.hits])


def themes_counted(view: View) -> list[tuple[str, int]]:
    """Return every theme with the number of innovations, the commonest first."""
    return view.searcher.terms_with_prefix("theme", "")


def like(
    view: View,
    stems: Mapping[str, float],
    themes: Sequence[tuple[str, float]],
    *,
    without: str,
    limit: int,
) -> list[tuple[float, bytes]]:
    """Return the items that have most of the weighted stems and themes, with their scores."""
    wanted = [(_term(view, "text", stem), weight) for stem, weight in stems.items()]
    wanted += [(_term(view, "theme", theme), weight) for theme, weight in themes]
    if not wanted:
        return []
    clauses = [(Occur.Should, Query.const_score_query(term, weight)) for term, weight in wanted]
    clauses.append((Occur.MustNot, _term(view, "id", without)))
    found = view.searcher.search(Query.boolean_query(clauses), limit=limit, count=False)
    scores = [float(score) for score, _ in found.hits]
    bodies = _bodies(view, [address for _, address in found.hits])
    return list(zip(scores, bodies, strict=True))


def _term(view: View, field: str, value: str) -> Query:
    return Query.term_query(view.schema, field, value)


def _bodies(view: View, addresses: Sequence[Any]) -> list[bytes]:
    documents: list[Any] = [view.searcher.doc(address) for address in addresses]
    return [document.get_first("body") for document in documents]
