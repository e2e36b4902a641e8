"""The judged queries find what they found when the figures beside them were written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.relevance import corpus
from bench.relevance.__main__ import ours
from bench.relevance.measures import Score, by_kind, plain_bm25, score

FIGURES = Path(corpus.__file__).with_name("figures.json")
REPOSITORY = Path(__file__).parents[3]
_ROUNDING = 0.0006


def measured(entries: list[corpus.InnovationDocument], folder: Path) -> dict[str, Score]:
    corpus.build(folder, entries)
    return by_kind(corpus.judged_queries({entry.reference for entry in entries}), ours(folder))


def compare(figures: dict[str, Score], committed: dict[str, dict[str, float]]) -> None:
    fallen = {
        group: (one, committed[group])
        for group, one in figures.items()
        if one.ndcg < committed[group]["ndcg"] - _ROUNDING
        or one.recall < committed[group]["recall"] - _ROUNDING
    }
    assert not fallen


def test_relevance_over_the_sample_has_not_fallen(tmp_path: Path) -> None:
    compare(
        measured(corpus.documents(real=False), tmp_path), json.loads(FIGURES.read_text())["sample"]
    )


@pytest.mark.real_data
def test_relevance_over_real_records_has_not_fallen(tmp_path: Path, real_data: Path) -> None:
    figures = measured(corpus.documents(), tmp_path)
    compare(figures, json.loads(FIGURES.read_text())["all"])
    assert figures["nothing"].recall == 1


def test_plain_bm25_is_beaten_in_both_halves(tmp_path: Path) -> None:
    entries = corpus.documents(real=False)
    queries = corpus.judged_queries({entry.reference for entry in entries})
    plain = by_kind(queries, plain_bm25(entries))
    figures = measured(entries, tmp_path)
    for half in ("half a", "half b"):
        assert figures[half].recall > plain[half].recall + 0.1
        assert figures[half].ndcg > plain[half].ndcg + 0.1


def test_the_halves_are_alike_and_no_query_is_in_the_source() -> None:
    queries = corpus.judged_queries({f"{letter}{n:03}" for letter in "CZ" for n in range(1, 300)})
    halves = Counter(query.half for query in queries)
    assert min(halves.values()) >= 40
    assert len(queries) >= 80
    source = " ".join(
        " ".join(path.read_text(encoding="utf-8").casefold().split())
        for folder in ("services", "shared")
        for path in (REPOSITORY / folder).rglob("*")
        if path.suffix in {".py", ".txt", ".html"}
    )
    assert not [q.query for q in queries if " " in q.query and f"{q.query.casefold()}" in source]


def test_scores_are_what_their_definitions_say() -> None:
    assert score(["a", "b"], {"a": 2}) == Score(1.0, 1.0)
    assert score([], {}) == Score(1.0, 1.0)
    assert score(["a"], {}) == Score(0.0, 0.0)
    assert score(["x", "x", "x", "x", "x", "a"], {"a": 1}).recall == 0
