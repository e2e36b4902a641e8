"""How often somebody may get mail, and when the next one may come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

WINDOW = dt.timedelta(days=7)
LEAST_CAP, MOST_CAP = 1, 21
_LONDON = ZoneInfo("Europe/London")
_MORNING = dt.time(9)


def next_turn(
    uses: Sequence[dt.datetime],
    *,
    cap: int,
    paused_until: dt.date | None,
    now: dt.datetime,
) -> dt.datetime:
    """Return when one more mail may leave so that no seven days hold more than `cap` of them.

    `uses` are the times of the mails within the last window and of those that wait for a later one.
    A pause ends in the morning of its day.
    """
    earliest = now
    if paused_until is not None:
        earliest = max(now, end_of_pause(paused_until))
    later = sorted(use for use in uses if use > earliest - WINDOW)
    return earliest if len(later) < cap else later[-cap] + WINDOW


def end_of_pause(until: dt.date) -> dt.datetime:
    """Return the morning on which a pause ends."""
    return dt.datetime.combine(until, _MORNING, _LONDON).astimezone(dt.UTC)
