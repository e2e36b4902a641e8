"""Which searches tell of an unmet need, and how the board orders and compares them."""

from __future__ import annotations

import datetime as dt
import enum
import re
import uuid
from dataclasses import dataclass

from shared.refusals import Invalid, NotFound, Stale

FEW_RESULTS = 3
"""A search with fewer results than this is recorded."""

TREND_DAYS = 30
KEPT_DAYS = 400
MOST_LETTERS = 200
MOST_NOTE_LETTERS = 1000
# Addresses, numbers that could be somebody's telephone, and the like are not kept.
_PERSONAL = re.compile(r"@|\d(?:[\s().-]?\d){6}")


class State(enum.StrEnum):
    """Whether somebody still has to look at a need."""

    OPEN = "open"
    DEALT_WITH = "dealt_with"


class NoSuchNeed(NotFound):
    """No need has this id."""

    def __init__(self) -> None:
        super().__init__("There is no such need. It may be too old to be kept.")


class NeedStale(Stale):
    """Somebody else dealt with the need after the caller read it."""

    def __init__(self) -> None:
        super().__init__("Somebody else has changed this since you read it. Load the page again.")


@dataclass(frozen=True)
class Span:
    """The days that count as now, and those before that they are compared with."""

    since: dt.date
    before: dt.date

    @classmethod
    def until(cls, today: dt.date) -> Span:
        """Return the last thirty days up to today, and the thirty before them."""
        days = dt.timedelta(days=TREND_DAYS)
        since = today - days + dt.timedelta(days=1)
        return cls(since, since - days)


def tells_of_need(text: str, total: int) -> bool:
    """True for a search in words that found few and holds nothing of a person."""
    return bool(text.strip()) and total < FEW_RESULTS and not _PERSONAL.search(text)


def normalised(text: str) -> str:
    """Return a query as it is counted: lower case, single blanks, not too long."""
    return " ".join(text.lower().split())[:MOST_LETTERS].strip()


def trend(now: int, before: int) -> str:
    """Return how the searches of these days compare with those of the days before."""
    if now == before:
        return "steady"
    return "rising" if now > before else "falling"


def checked_note(text: str) -> str:
    """Return a reviewer's note, trimmed. Raises Invalid when it is too long."""
    note = text.replace("\r\n", "\n").strip()
    if len(note) > MOST_NOTE_LETTERS:
        raise Invalid(f"Note must be {MOST_NOTE_LETTERS:,} characters or fewer", pointer="/note")
    return note


def cursor_after(searches: int, need_id: uuid.UUID) -> str:
    """Return the cursor of what follows a need on the board."""
    return f"{searches}.{need_id}"


def read_cursor(cursor: str) -> tuple[int, uuid.UUID]:
    """Return the need a cursor stands after. Raises Invalid."""
    searches, _, need_id = cursor.partition(".")
    try:
        return int(searches[:18]), uuid.UUID(need_id)
    except ValueError as error:
        raise Invalid(
            "This cursor is not one we gave. Start again without it.", pointer="/cursor"
        ) from error
