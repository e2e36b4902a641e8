"""Reads the published register's columns into councils, telling every row's faults."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from shared.register.councils import Council, council_id
from shared.register.kinds import Kind, region_named
from shared.register.known_names import FAMOUS_NAMES, MISLEADING_NAMES
from shared.register.wording import plain, take_apart

REQUIRED_COLUMNS = ("code", "official_name", "type", "region", "start_date", "end_date")

_KINDS: Mapping[str, Kind] = {
    "CTY": Kind.COUNTY,
    "NMD": Kind.DISTRICT,
    "UA": Kind.UNITARY,
    "MD": Kind.METROPOLITAN_DISTRICT,
    "LBO": Kind.LONDON_BOROUGH,
    "CC": Kind.CITY_CORPORATION,
    "COMB": Kind.COMBINED_AUTHORITY,
    "SRA": Kind.LONDON_AUTHORITY,
}

# The first electronic register was filled between these days: not the day a council began.
_FIRST_REGISTERED = (date(2005, 5, 27), date(2005, 6, 28))


class NotARegister(ValueError):
    """The file lacks columns of the published register; the message names them."""


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row (the heading is row 1), and whether the row was left out for it."""

    row: int
    field: str
    message: str
    rejected: bool = True


@dataclass(frozen=True)
class ParsedRegister:
    """The councils of a file and the faults of its rows."""

    councils: tuple[Council, ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True)
class _Row:
    council: Council
    number: int
    replaced_by: tuple[str, ...]


class _Faulty(Exception):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def parse_register(text: str, known: Iterable[Council] = ()) -> ParsedRegister:
    """Read a register file; see parse_rows. Raises NotARegister when columns are missing."""
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    missing = [name for name in REQUIRED_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise NotARegister(f"The file has no column named {', '.join(missing)}.")
    return parse_rows(((reader.line_num, fields) for fields in reader), known)


def parse_rows(
    numbered: Iterable[tuple[int, Mapping[str, str | None]]], known: Iterable[Council] = ()
) -> ParsedRegister:
    """Read a register's rows by their numbers and columns.

    A row whose code and name are among the `known` councils keeps the id it has, also when a
    later edition corrects its start date; a successor that is not in the file may be among them.
    """
    before = tuple(known)
    ids = {(council.key, plain(council.name)): council.id for council in before}
    rows: dict[str, _Row] = {}
    faults: list[RowFault] = []
    for number, fields in numbered:
        try:
            row = _row_of(fields, number, ids)
        except _Faulty as fault:
            faults.append(RowFault(number, fault.field, str(fault)))
            continue
        first = rows.setdefault(row.council.key, row)
        if first is not row:
            message = f"The code {row.council.key} is already used in row {first.number}."
            faults.append(RowFault(number, "code", message))
    councils, unknown = _linked(rows, {council.key: council.id for council in before})
    return ParsedRegister(_with_regions(councils), (*faults, *unknown))


def _row_of(
    fields: Mapping[str, str | None], number: int, ids: Mapping[tuple[str, str], UUID]
) -> _Row:
    value = {name: " ".join((text or "").split()) for name, text in fields.items() if name}
    key, name = value["code"], value["official_name"]
    if not key:
        raise _Faulty("code", "The code is missing.")
    if not name:
        raise _Faulty("official_name", "The official name is missing.")
    if value["type"] not in _KINDS:
        raise _Faulty("type", f"“{value['type']}” is not a type of council that is known here.")
    started, ended = _lifetime(value)
    council = Council(
        id=ids.get((key, plain(name))) or council_id(key, started),
        key=key,
        name=name,
        short_name=_short_name(key, name, value.get("nice_name", "")),
        kind=_KINDS[value["type"]],
        region=_region(value["region"]),
        other_names=_other_names(key, name, value),
        started_on=started,
        ended_on=ended,
        codes=tuple(c for c in (value.get("gss"), *value.get("former_gss", "").split(",")) if c),
        mail_domains=tuple(value.get("domain", "").casefold().replace(",", " ").split()),
    )
    successors = value.get("replaced_by", "").replace(",", " ").split()
    return _Row(council, number, tuple(successors))


def _lifetime(value: Mapping[str, str]) -> tuple[date | None, date | None]:
    started, ended = _date(value, "start_date"), _date(value, "end_date")
    if started and _FIRST_REGISTERED[0] <= started <= _FIRST_REGISTERED[1]:
        started = None
    # Councils change over on 1 April; some editions give the old one's last day instead.
    if ended and (ended.month, ended.day) == (3, 31):
        ended += timedelta(days=1)
    if started and ended and ended <= started:
        raise _Faulty("end_date", "The end date is not after the start date.")
    if not ended and value.get("current", "").casefold() in {"false", "0", "no"}:
        raise _Faulty("end_date", "The council is not current, but its end date is missing.")
    return started, ended


def _date(value: Mapping[str, str], field: str) -> date | None:
    try:
        return date.fromisoformat(value[field]) if value[field] else None
    except ValueError:
        raise _Faulty(field, f"“{value[field]}” is not a date such as 2023-04-01.") from None


def _region(text: str) -> str | None:
    region = region_named(text)
    if text and not region:
        raise _Faulty("region", f"“{text}” is not one of England's nine regions.")
    return region


def _short_name(key: str, official: str, nice: str) -> str:
    """What people call the place: the nice name without style words ("Dorset County")."""
    source = official if not nice or nice in MISLEADING_NAMES.get(key, ()) else nice
    core = take_apart(source).core
    words, plain_words = source.replace("  ", " ").split(" "), core.split(" ")
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            if plain(" ".join(words[start:end])) == " ".join(plain_words):
                return " ".join(words[start:end])
    return source


def _other_names(key: str, official: str, value: Mapping[str, str]) -> tuple[str, ...]:
    """Famous and published names, without those that only vary the style or the spelling."""
    # Names are parted by a comma alone; a comma and a space belong to one ("Bristol, City of").
    listed = (name.strip() for name in value.get("alt_names", "").replace(", ", "\0").split(","))
    published = (name.replace("\0", ", ").removesuffix(" UA") for name in listed)
    misleading = MISLEADING_NAMES.get(key, frozenset())
    seen = {plain(official), take_apart(official).core}
    seen |= {plain(value.get("nice_name", "")), take_apart(value.get("nice_name", "")).core}
    found = list(FAMOUS_NAMES.get(key, ()))
    seen |= {plain(name) for name in found}
    for name in published:
        core = take_apart(name).core
        if name and name not in misleading and not {core, plain(name)} & seen:
            seen |= {core, plain(name)}
            found.append(_titled(name))
    return tuple(found)


def _titled(name: str) -> str:
    if not name.islower():
        return name
    small = {"and", "of", "the", "upon", "on", "in", "with"}
    return " ".join(word if word in small else word.capitalize() for word in name.split())


def _linked(
    rows: Mapping[str, _Row], known: Mapping[str, UUID]
) -> tuple[list[Council], list[RowFault]]:
    ids = {**known, **{key: row.council.id for key, row in rows.items()}}
    faults = []
    councils = []
    for row in rows.values():
        successors = [ids[key] for key in row.replaced_by if key in ids]
        councils.append(replace(row.council, successor_ids=tuple(successors)))
        for key in row.replaced_by:
            if key not in ids:
                message = f"The successor {key} is not in the file; kept without it."
                faults.append(RowFault(row.number, "replaced_by", message, rejected=False))
    return councils, faults


def _with_regions(councils: Iterable[Council]) -> tuple[Council, ...]:
    """Give councils without a region the one of their successors: abolished ones often lack it."""
    everyone = tuple(councils)
    regions = {council.id: council.region for council in everyone}
    for _ in range(3):  # the longest chain of successors known is two
        for council in everyone:
            heirs = {regions.get(i) for i in council.successor_ids} - {None}
            if regions[council.id] is None and len(heirs) == 1:
                regions[council.id] = next(chain(heirs))
    return tuple(replace(council, region=regions[council.id]) for council in everyone)
