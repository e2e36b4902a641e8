"""When a session may be held, and London's clock."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from services.events.programme.rules.errors import EndsBeforeStart, NoSuchTime, OutsideEdition

LONDON = ZoneInfo("Europe/London")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_NOON = 12


def is_within(
    starts_at: dt.datetime, ends_at: dt.datetime, first_day: dt.date, last_day: dt.date
) -> bool:
    """True when both moments are on the same day of the edition, by London's clock."""
    start, end = starts_at.astimezone(LONDON).date(), ends_at.astimezone(LONDON).date()
    return first_day <= start == end <= last_day


def check_slot(
    starts_at: dt.datetime, ends_at: dt.datetime, first_day: dt.date, last_day: dt.date
) -> None:
    """Raise EndsBeforeStart or OutsideEdition for a time no session can have."""
    if ends_at <= starts_at:
        raise EndsBeforeStart("The end must be after the start", pointer="/ends_at")
    if not is_within(starts_at, ends_at, first_day, last_day):
        raise OutsideEdition(
            f"A session must start and end on one day of the edition,"
            f" from {first_day:%-d %B %Y} to {last_day:%-d %B %Y}",
            pointer="/starts_at",
        )


def london_moment(day: dt.date, clock: dt.time) -> dt.datetime:
    """Return a London day and time in UTC; of an hour that comes twice, the first.

    Raises NoSuchTime in the hour that is left out when the clocks go forward.
    """
    moment = dt.datetime.combine(day, clock, LONDON).astimezone(dt.UTC)
    if moment.astimezone(LONDON).time() != clock:
        raise NoSuchTime("The clocks go forward over this time. Choose another")
    return moment


def read_clock(text: str) -> dt.time:
    """Return a time as people write it: 14:30, 2:30pm, 2pm, 9. Raises NoSuchTime."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise NoSuchTime("Enter a time, like 9:30am or 14:30")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    elif half:
        raise NoSuchTime("Enter a time, like 9:30am or 14:30")
    try:
        return dt.time(hour, minute)
    except ValueError as error:
        raise NoSuchTime("Enter a time, like 9:30am or 14:30") from error


def clock_text(moment: dt.datetime) -> str:
    """Return a moment's time by London's clock: 9am, 2:30pm."""
    local = moment.astimezone(LONDON)
    hour = local.hour % _NOON or _NOON
    minute = f":{local:%M}" if local.minute else ""
    return f"{hour}{minute}{'am' if local.hour < _NOON else 'pm'}"
