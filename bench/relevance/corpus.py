"""What is judged: the entries of the sample and of the development data, and the queries."""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import InnovationDocument, document_of
from services.catalogue.innovations.rules import read_written, slug_of
from services.catalogue.organisations.queries import Bodies
from services.catalogue.search.gateways import Generations, GenerationWriter
from shared.register import load_register

_HERE = Path(__file__).parent
_REPOSITORY = _HERE.parent.parent
SAMPLE = _REPOSITORY / "stack" / "sample" / "innovations.csv"
REAL = _REPOSITORY.parent / "shared" / "data" / "innovations-120.csv"
_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Judged:
    """A query of one half, and how much each relevant entry (by its reference) is worth."""

    half: str
    kind: str
    query: str
    grades: dict[str, int]


def judged_queries(known: set[str]) -> list[Judged]:
    """Return the queries; entries that are not known here are left out, and queries left bare."""
    with (_HERE / "judged.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    queries = []
    for row in rows:
        pairs = [pair.split("=") for pair in row["relevant"].split()]
        grades = {name: int(grade) for name, grade in pairs if name in known}
        if grades or not pairs:
            queries.append(Judged(row["half"], row["kind"], row["query"], grades))
    return queries


def documents(*, real: bool = True) -> list[InnovationDocument]:
    """Return the entries of the sample, and of the development data where it lies beside us."""
    bodies = Bodies(load_register())
    files = [SAMPLE, REAL] if real and REAL.exists() else [SAMPLE]
    rows = [row for path in files for row in _rows(path)]
    return [_document(row, bodies, number) for number, row in enumerate(rows)]


def build(folder: Path, entries: list[InnovationDocument]) -> None:
    """Make a live index of the entries."""
    generations = Generations(folder)
    with generations.building() as new:
        with GenerationWriter(new) as writer:
            writer.add(entries)
            writer.commit()
        generations.make_live(new)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _document(row: dict[str, str], bodies: Bodies, number: int) -> InnovationDocument:
    text, _ = read_written(row)
    match = bodies.match(text.organisation)
    innovation = Innovation(
        id=uuid.UUID(int=number + 1),
        reference=row["reference"],
        slug=slug_of(text.title, row["reference"]),
        title=text.title,
        summary=text.summary,
        organisation_id=match.council.id if match.council else None,
        organisation_name=text.organisation,
        region=text.region,
        year=text.year,
        themes=list(text.themes),
        published_at=_NOW - dt.timedelta(minutes=number),
    )
    return document_of(innovation, bodies, 0)
