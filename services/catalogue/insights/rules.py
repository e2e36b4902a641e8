"""The days a report covers, and where a long list goes on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from shared.refusals import Invalid

DEFAULT_DAYS = 30
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Period:
    """Days in London, the first and the last included."""

    since: dt.date
    until: dt.date


def read_period(since: str, until: str, today: dt.date) -> Period:
    """Return the days asked for; without any, the last thirty. Raises Invalid."""
    last = _day(until, "until") or today
    first = _day(since, "since") or last - dt.timedelta(days=DEFAULT_DAYS - 1)
    if first > last:
        raise Invalid("The first day must not be after the last", pointer="/since")
    return Period(first, last)


def _day(text: str, field: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Invalid(
            "Enter a day as year-month-day, like 2026-03-31", pointer=f"/{field}"
        ) from error


def cursor_after(views: int, innovation_id: uuid.UUID) -> str:
    """Return the cursor of what follows an innovation in the list of the most read."""
    return f"{views}.{innovation_id}"


def read_cursor(cursor: str) -> tuple[int, uuid.UUID]:
    """Return the innovation a cursor stands after. Raises Invalid."""
    views, _, innovation_id = cursor.partition(".")
    try:
        return int(views[:18]), uuid.UUID(innovation_id)
    except ValueError as error:
        raise Invalid(
            "This cursor is not one we gave. Start again without it.", pointer="/cursor"
        ) from error


def safe_cell(text: str) -> str:
    """Return a text that spreadsheet programs do not take for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
