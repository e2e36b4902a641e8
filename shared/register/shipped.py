"""The register that ships with the project: one compact file of facts with our own ids."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from uuid import UUID

from shared.register.councils import Council, Register
from shared.register.kinds import Kind

FILE_NAME = "councils.tsv"
COLUMNS = (
    "id",
    "key",
    "name",
    "short_name",
    "other_names",
    "kind",
    "region",
    "started_on",
    "ended_on",
    "successors",
    "codes",
    "mail_domains",
)


@cache
def load_register() -> Register:
    """The shipped register: 380 councils of England, abolished ones included."""
    packaged = resources.files("shared.register").joinpath(FILE_NAME)
    return Register(tuple(read_councils(packaged.read_text(encoding="utf-8"))))


def read_councils(text: str) -> list[Council]:
    """The councils of a compact register file."""
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    ids = {row["key"]: UUID(row["id"]) for row in rows}
    return [_council(row, ids) for row in rows]


def write_councils(councils: Iterable[Council]) -> str:
    """The compact register file of these councils, in the order of their keys."""
    everyone = sorted(councils, key=lambda council: council.key)
    keys = {council.id: council.key for council in everyone}
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(council, keys) for council in everyone)
    return out.getvalue()


def _council(row: Mapping[str, str], ids: Mapping[str, UUID]) -> Council:
    return Council(
        id=UUID(row["id"]),
        key=row["key"],
        name=row["name"],
        short_name=row["short_name"] or row["name"],
        other_names=tuple(row["other_names"].split("|")) if row["other_names"] else (),
        kind=Kind(row["kind"]),
        region=row["region"] or None,
        started_on=_date(row["started_on"]),
        ended_on=_date(row["ended_on"]),
        successor_ids=tuple(ids[key] for key in row["successors"].split()),
        codes=tuple(row["codes"].split()),
        mail_domains=tuple(row["mail_domains"].split()),
    )


def _row(council: Council, keys: Mapping[UUID, str]) -> tuple[str, ...]:
    return (
        str(council.id),
        council.key,
        council.name,
        council.short_name if council.short_name != council.name else "",
        "|".join(council.other_names),
        council.kind.value,
        council.region or "",
        council.started_on.isoformat() if council.started_on else "",
        council.ended_on.isoformat() if council.ended_on else "",
        " ".join(keys[i] for i in council.successor_ids),
        " ".join(council.codes),
        " ".join(council.mail_domains),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
