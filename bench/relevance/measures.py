"""How good a list of results is, and plain BM25 to compare with."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

import tantivy

from bench.relevance.corpus import Judged
from services.catalogue.innovations.queries import InnovationDocument

Searcher = Callable[[str], Sequence[str]]
"""Takes a query and returns the references of its first ten results."""
SHOWN = 10


@dataclass(frozen=True)
class Score:
    """nDCG@10 and recall@5 of one query, or their means; of a query with nothing to find 1 or 0."""

    ndcg: float
    recall: float


def score(found: Sequence[str], grades: dict[str, int]) -> Score:
    """Return how good the first results are; where nothing is relevant, nothing is right."""
    if not grades:
        right = float(not found)
        return Score(right, right)
    gained = _gain(grades.get(name, 0) for name in found[:SHOWN])
    best = _gain(sorted(grades.values(), reverse=True)[:SHOWN])
    hits = sum(1 for name in found[:5] if grades.get(name, 0))
    return Score(gained / best, hits / min(5, len(grades)))


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def by_kind(queries: Sequence[Judged], search: Searcher) -> dict[str, Score]:
    """Return the means of each kind, of each half ("a", "b") and of everything ("all")."""
    scores: dict[str, list[Score]] = defaultdict(list)
    for query in queries:
        one = score(search(query.query), query.grades)
        for group in (query.kind, f"half {query.half}", "all"):
            scores[group].append(one)
    return {
        group: Score(mean(s.ndcg for s in some), mean(s.recall for s in some))
        for group, some in scores.items()
    }


def plain_bm25(entries: Sequence[InnovationDocument]) -> Searcher:
    """Return tantivy as it comes: English stems, any of the words, every text field."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("reference", stored=True)
    for name in ("title", "summary", "organisation", "themes"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(15_000_000, 1)
    for entry in entries:
        writer.add_document(
            tantivy.Document(
                reference=entry.reference,
                title=entry.title,
                summary=entry.summary,
                organisation=entry.organisation_name,
                themes=" ".join(entry.themes),
            )
        )
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        fields = ["title", "summary", "organisation", "themes"]
        query, _ = index.parse_query_lenient(text, fields)
        hits = searcher.search(query, limit=SHOWN).hits
        return [str(searcher.doc(address).get_first("reference")) for _, address in hits]

    return search
