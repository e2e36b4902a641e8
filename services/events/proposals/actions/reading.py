"""Reads a row of a spreadsheet of proposals."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from services.events.proposals.rules import (
    DEFAULT_MINUTES,
    Format,
    OrganisationKind,
    read_people,
    read_windows,
    slugs_of,
    word_named,
    write_people,
    write_windows,
)
from shared.imports import Fault
from shared.refusals import Invalid

T = TypeVar("T")
_LONGEST_LINE, _LONGEST_TEXT = 200, 10_000
_MOST_SCORE, _MOST_PEOPLE = 100, 100_000
_MINUTES = (5, 480)


@dataclass(frozen=True)
class RowText:
    """What a row says; `mark` changes when that does, `columns` are a proposal's."""

    reference: str
    organisation: str
    organisation_kind: str
    mark: str
    columns: dict[str, Any]


def read_row(
    values: Mapping[str, str], themes: Sequence[Mapping[str, str]]
) -> tuple[RowText, list[Fault]]:
    """Return what a row says, and what is wrong with it; a theme is the edition's by its label."""
    faults: list[Fault] = []

    def read(name: str, reader: Callable[[str], T], instead: T) -> T:
        try:
            return reader(values[name])
        except Invalid as fault:
            faults.append(Fault(name, fault.message))
            return instead

    form = read("format", _format, Format.TALK)
    minutes = read("duration_minutes", lambda t: _whole(t, *_MINUTES, "minutes"), None)
    labels = {theme["label"].casefold(): theme["slug"] for theme in themes}
    columns = {
        "title": read("title", lambda t: _line(t, "title"), ""),
        "abstract": read("abstract", _text, ""),
        "format": form.value,
        "themes": _themes(values["theme"], labels),
        "people": write_people(read("people", read_people, [])),
        "available": write_windows(read("available", read_windows, [])),
        "needs": [n.strip() for n in values["needs"].split(";") if n.strip()],
        "innovation": read("innovation", _text, ""),
        "score": read("score", _score, None),
        "duration_minutes": minutes or DEFAULT_MINUTES[form],
        "expected_audience": read(
            "expected_audience", lambda t: _whole(t, 0, _MOST_PEOPLE, "people"), None
        ),
    }
    text = RowText(
        reference=read("reference", lambda t: _line(t, "reference"), ""),
        organisation=read("organisation", lambda t: _line(t, "organisation"), ""),
        organisation_kind=read("organisation_kind", _kind, ""),
        mark=_mark(values),
        columns=columns,
    )
    return text, faults


def _mark(values: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(values.items())).encode()).hexdigest()


def _line(text: str, what: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise Invalid(f"Enter the {what}.")
    if len(line) > _LONGEST_LINE:
        raise Invalid(f"The {what} must be {_LONGEST_LINE} characters or fewer.")
    return line


def _text(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise Invalid(f"Use {_LONGEST_TEXT:,} characters or fewer.")
    return text.strip()


def _format(text: str) -> Format:
    if not text.strip():
        return Format.TALK
    found = word_named(Format, text)
    if found is None:
        raise Invalid(f"“{text}” is not a format. Use {', '.join(Format)}.")
    return found


def _kind(text: str) -> str:
    if not text.strip():
        return ""
    found = word_named(OrganisationKind, text)
    if found is None:
        raise Invalid(f"“{text}” is not a kind of organisation. Use {', '.join(OrganisationKind)}.")
    return found.value


def _themes(text: str, labels: Mapping[str, str]) -> list[str]:
    written = [theme.strip() for theme in text.split(";")]
    return slugs_of(labels.get(theme.casefold(), theme) for theme in written)


def _score(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        score = float(text)
    except ValueError as error:
        raise Invalid(f"“{text}” is not a number.") from error
    if not math.isfinite(score) or not 0 <= score <= _MOST_SCORE:
        raise Invalid(f"The score must be between 0 and {_MOST_SCORE}.")
    return score


def _whole(text: str, least: int, most: int, what: str) -> int | None:
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise Invalid(f"“{text}” is not a whole number.") from error
    if not number.is_integer() or not least <= number <= most:
        raise Invalid(f"Give {least} to {most:,} {what}, as a whole number.")
    return int(number)
