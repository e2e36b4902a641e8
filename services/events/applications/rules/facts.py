"""What an application is worth and still lacks, and the secrets of its links."""

from __future__ import annotations

import base64
import enum
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.refusals import Conflict, Invalid

MOST_COUNCILS = 6
MOST_SEATS = 1000
_REFERENCE_BYTES = 5


class State(enum.StrEnum):
    """How far an application is."""

    INTERESTED = "interested"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class DuplicateApplication(Conflict):
    """The cohort has an application with this reference."""


class Incomplete(Invalid):
    """It cannot be sent before what is missing is there."""


@dataclass(frozen=True)
class Part:
    """A part of an application: what it is called, and whether it is there."""

    key: str
    label: str
    done: bool


@dataclass(frozen=True)
class Contents:
    """What of an application decides whether it is complete."""

    councils: Sequence[str]
    statement: str
    affected: str
    outcomes: str
    issues: Sequence[str]
    team: Sequence[Mapping[str, str]]
    answers: Mapping[str, str]
    commitments: Sequence[str]
    sponsor: bool


def parts_of(
    contents: Contents, *, issues: bool, questions: Sequence[str], workshops: Sequence[str]
) -> list[Part]:
    """Return every part a scheme asks for and whether it is there."""
    parts = [
        Part("council", "Lead council", bool(contents.councils)),
        Part("statement", "The challenge", bool(contents.statement)),
        Part("affected", "Who is affected", bool(contents.affected)),
        Part("outcomes", "Outcomes you want", bool(contents.outcomes)),
    ]
    if issues:
        parts.append(Part("issues", "Issues", bool(contents.issues)))
    parts.append(Part("team", "Team members", bool(contents.team)))
    if questions:
        done = all(contents.answers.get(key) for key in questions)
        parts.append(Part("answers", "Readiness questions", done))
    if workshops:
        done = set(workshops) <= set(contents.commitments)
        parts.append(Part("commitments", "Commitment to every workshop", done))
    parts.append(Part("sponsor", "Sponsor", contents.sponsor))
    return parts


def check_complete(parts: Sequence[Part]) -> None:
    """Raise Incomplete naming what is missing first."""
    missing = [part for part in parts if not part.done]
    if missing:
        labels = ", ".join(part.label.lower() for part in missing)
        raise Incomplete(f"Before you send it, complete: {labels}", pointer=f"/{missing[0].key}")


def check_seats(seats_least: int, seats_most: int) -> None:
    """Raise Invalid for seats nobody could be given."""
    if not 1 <= seats_least <= MOST_SEATS:
        raise Invalid(f"Seats are between 1 and {MOST_SEATS}", pointer="/seats_least")
    if not seats_least <= seats_most <= MOST_SEATS:
        raise Invalid("The most seats must not be below the least", pointer="/seats_most")


def read_score(text: str) -> float:
    """Return a score as written in a spreadsheet. Raises Invalid."""
    try:
        score = float(text.replace(",", "."))
    except ValueError:
        score = math.nan
    if not math.isfinite(score) or score < 0:
        raise Invalid("A score is a number from 0 upwards, like 72.5", pointer="/score")
    return score


def read_seats(text: str, field: str) -> int:
    """Return a number of seats as written in a spreadsheet. Raises Invalid."""
    whole = text.removesuffix(".0")
    if not whole.isdecimal() or not 1 <= int(whole) <= MOST_SEATS:
        raise Invalid(
            f"Seats are a whole number between 1 and {MOST_SEATS}, like 2", pointer=f"/{field}"
        )
    return int(whole)


def split_list(text: str) -> list[str]:
    """Return what stands between semicolons, each once."""
    return list(dict.fromkeys(part for one in text.split(";") if (part := " ".join(one.split()))))


def reference_of(application_id: uuid.UUID) -> str:
    """Return what people call an application on the telephone, from the id's random end."""
    return base64.b32encode(application_id.bytes[-_REFERENCE_BYTES:]).decode()
