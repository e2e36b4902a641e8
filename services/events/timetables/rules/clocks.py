"""Moments as minutes by London's clock since the edition's first midnight, and back."""

from __future__ import annotations

import datetime as dt
import math

from services.events.programme.rules import LONDON, london_moment
from services.events.timetables.rules.problem import DAY


def minute_of(moment: dt.datetime, first_day: dt.date) -> int:
    """Return a moment as minutes since the first day's midnight, by the clock on the wall."""
    local = moment.astimezone(LONDON)
    return (local.date() - first_day).days * DAY + local.hour * 60 + local.minute


def minute_on(day: dt.date, clock: dt.time, first_day: dt.date) -> int:
    """Return a London day and time as minutes since the first day's midnight."""
    return (day - first_day).days * DAY + clock.hour * 60 + clock.minute


def moment_of(minute: int, first_day: dt.date) -> dt.datetime:
    """Return the moment, in UTC, of minutes since the first day's midnight."""
    days, rest = divmod(minute, DAY)
    return london_moment(first_day + dt.timedelta(days=days), dt.time(*divmod(rest, 60)))


def step_for(durations: set[int], turnround: int, places_a_minute: int) -> int:
    """Return how far apart sessions should begin: what packs them best, within what can be solved.

    Sessions of one length pack best at its multiples, the turn-round with them; several lengths at
    the greatest step that measures all, but never finer than a quarter of an hour.
    """
    step = math.gcd(*(duration + turnround for duration in durations)) if durations else 60
    while step < _FINEST or places_a_minute // step > _MOST_PLACES:
        step = max(_FINEST, step * 2)
    return step


_FINEST = 15
_MOST_PLACES = 60_000
"""Places of all items together that are searched well within a minute on two cores."""
