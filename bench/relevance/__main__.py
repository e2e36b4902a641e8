"""Prints how well the search finds what it should, by kind of query, beside plain BM25.

`.venv/bin/python -m bench.relevance [-v [a|b]] [--write]` needs no database; `-v` lists what was not
found, of one half if you like, and `--write` keeps the figures as those that tests hold.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.relevance.corpus import Judged, build, documents, judged_queries
from bench.relevance.measures import SHOWN, Searcher, by_kind, plain_bm25, score
from services.catalogue.search.gateways import reading
from services.catalogue.search.queries import Search, find_innovations
from services.catalogue.search.queries.knowledge import shipped_knowledge

FIGURES = Path(__file__).with_name("figures.json")


def ours(folder: Path) -> Searcher:
    """Return the search of the catalogue, over an index in a folder."""

    def search(text: str) -> list[str]:
        with reading(folder) as view:
            answer = find_innovations(view, Search(text, limit=SHOWN), shipped_knowledge())
        return [result.reference for result in answer.results]

    return search


def write_figures() -> None:
    """Write what the tests hold later changes against."""
    figures = {}
    for name, entries in (("sample", documents(real=False)), ("all", documents())):
        queries = judged_queries({entry.reference for entry in entries})
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), entries)
            scores = by_kind(queries, ours(Path(folder)))
        figures[name] = {
            group: {"ndcg": round(one.ndcg, 3), "recall": round(one.recall, 3)}
            for group, one in sorted(scores.items())
        }
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Build an index, search, print."""
    if "--write" in sys.argv[1:]:
        write_figures()
    entries = documents()
    queries = judged_queries({entry.reference for entry in entries})
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), entries)
        search = ours(Path(folder))
        figures, plain = by_kind(queries, search), by_kind(queries, plain_bm25(entries))
        print(f"{len(queries)} queries over {len(entries)} entries")
        print(f"{'':16}{'nDCG@10':>9}{'recall@5':>10}{'BM25: nDCG@10':>16}{'recall@5':>10}")
        for group, one in figures.items():
            bare = plain[group]
            print(
                f"{group:16}{one.ndcg:9.3f}{one.recall:10.3f}{bare.ndcg:16.3f}{bare.recall:10.3f}"
            )
        if "-v" in sys.argv[1:]:
            half = sys.argv[-1]
            for query in (one for one in queries if half in (one.half, "-v")):
                explain(query, search)


def explain(query: Judged, search: Searcher) -> None:
    """Print a query whose first five lack something, with what came."""
    found = search(query.query)
    if score(found, query.grades).recall < 1:
        shown = " ".join(f"{name}={query.grades.get(name, 0)}" for name in found)
        missing = " ".join(name for name in query.grades if name not in found[:5])
        print(f"{query.half} {query.kind}: {query.query}\n    lacks {missing or '-'}; came {shown}")


if __name__ == "__main__":
    main()
