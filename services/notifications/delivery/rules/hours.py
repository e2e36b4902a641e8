"""When a campaign may leave: at a moment in London, and in working hours where that was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from shared.refusals import Invalid

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = dt.time(9), dt.time(17)
_SATURDAY = 5


def london_moment(typed: str) -> dt.datetime | None:
    """Return the moment that "2027-03-29T09:30" is in London, None for nothing typed. Raises Invalid.

    Of an hour that comes twice when summer time ends, the first is meant; one that never comes, when it
    begins, is refused.
    """
    if not typed.strip():
        return None
    try:
        local = dt.datetime.fromisoformat(typed.strip())
    except ValueError as error:
        raise Invalid(
            "Enter a day and a time, like 29 March 2027 at 09:30.", pointer="/starts_at"
        ) from error
    moment = local.replace(tzinfo=LONDON).astimezone(dt.UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(
            "The clocks go forward at that hour, so it never comes. Choose another time.",
            pointer="/starts_at",
        )
    return moment


def next_open(now: dt.datetime, holidays: Collection[dt.date]) -> dt.datetime:
    """Return the first moment from now on that is in working hours: Monday to Friday, 9 to 5, in London."""
    local = now.astimezone(LONDON)
    day = local.date()
    if _is_working(day, holidays) and OPENS <= local.time() < CLOSES:
        return now
    if local.time() >= OPENS:
        day += dt.timedelta(days=1)
    while not _is_working(day, holidays):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, OPENS, LONDON).astimezone(dt.UTC)


def _is_working(day: dt.date, holidays: Collection[dt.date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays
