"""How long suggestions and similar innovations take in a catalogue of a given size.

`python -m bench.suggestions [--entries 100000]` makes an index of invented entries and the shipped
register, asks for every beginning of typed queries, and prints the server's time without HTTP.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.search_corpus import Corpus
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import InnovationDocument
from services.catalogue.organisations.queries import Bodies
from services.catalogue.search.gateways import GenerationWriter, generations_in, reading
from services.catalogue.search.queries import find_similar, suggest
from shared.register import load_register

_BATCH = 5000
_QUERIES = 400


def main() -> None:
    """Fill an index, ask, and print the percentiles."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=100_000)
    entries = options.parse_args().entries
    corpus = Corpus()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some = fill(folder, corpus, entries)
        bodies = Bodies(load_register())
        with reading(folder) as view:
            suggest(view, bodies, "warm")
            typed = beginnings(corpus)
            print(f"{entries:,} entries, {len(typed)} beginnings")
            report("suggestions", [timed(lambda t=t: suggest(view, bodies, t)) for t in typed])
        report("similar", [timed(lambda i=i: similar(folder, i)) for i in some])


def fill(folder: Path, corpus: Corpus, entries: int) -> list[Innovation]:
    """Write so many entries, and return some of them."""
    generations = generations_in(folder)
    chance, kept = random.Random(1), []
    with generations.building() as generation:
        with GenerationWriter(generation, heap_bytes=64_000_000) as writer:
            for start in range(0, entries, _BATCH):
                made = [corpus.innovation(n) for n in range(start, min(start + _BATCH, entries))]
                writer.add([document(row) for row in made])
                kept.append(chance.choice(made))
            writer.commit()
        generations.make_live(generation)
    return (kept * (_QUERIES // len(kept) + 1))[:_QUERIES]


def document(row: Innovation) -> InnovationDocument:
    """An entry as the index is told of it."""
    return InnovationDocument(
        id=row.id,
        reference=row.reference,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        organisation_names=(row.organisation_name,),
        organisation_kind="unitary",
        council=row.organisation_name,
        successor_names=(),
        region="London",
        themes=tuple(row.themes),
        year=row.year,
        published_at=row.created_at,
        views=0,
    )


def beginnings(corpus: Corpus) -> list[str]:
    """What stands in the box at each key of some queries, from the second letter on."""
    typed: list[str] = []
    while len(typed) < _QUERIES:
        query = corpus.text(2)
        typed += [query[:end] for end in range(2, len(query) + 1)]
    return [*typed[:_QUERIES], "es", "lo", "st", "he", "county co", "lbbd", "cl"]


def similar(folder: Path, row: Innovation) -> object:
    """The innovations like one."""
    text = f"{row.title} {row.summary}"
    return find_similar(folder, innovation_id=row.id, text=text, themes=row.themes, limit=5)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that some work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def report(what: str, milliseconds: list[float]) -> None:
    """Print the middle, the 95th and the 99th percentile, and the worst."""
    cuts = statistics.quantiles(milliseconds, n=100)
    print(
        f"{what}: p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, p99 {cuts[98]:.2f} ms,"
        f" worst {max(milliseconds):.2f} ms"
    )


if __name__ == "__main__":
    main()
