"""An edition's open call for proposals: until when it takes new ones and changes."""

from __future__ import annotations

import datetime as dt
import enum

from services.events.editions.rules.facts import LONDON
from shared.refusals import Conflict, Invalid


class CallClosed(Conflict):
    """The call takes no more proposals or changes."""


class CallState(enum.StrEnum):
    """Whether proposals are taken: not yet or no longer, until the deadline, or only in grace."""

    CLOSED = "closed"
    OPEN = "open"
    GRACE = "grace"
    OVER = "over"


def call_state(
    *, is_open: bool, deadline: dt.datetime | None, grace_minutes: int, now: dt.datetime
) -> CallState:
    """Return the state of a call. The last moment still counts; grace is not announced."""
    if not is_open:
        return CallState.CLOSED
    if deadline is None or now <= deadline:
        return CallState.OPEN
    if now <= deadline + dt.timedelta(minutes=grace_minutes):
        return CallState.GRACE
    return CallState.OVER


def deadline_moment(day: dt.date, clock: dt.time) -> dt.datetime:
    """Return a London day and time in UTC; of an hour that comes twice, the second.

    So nobody who reads the clock on their wall is late. Raises Invalid in the hour left out.
    """
    moment = dt.datetime.combine(day, clock, LONDON).replace(fold=1).astimezone(dt.UTC)
    if moment.astimezone(LONDON).time() != clock:
        raise Invalid("The clocks go forward over this time. Choose another")
    return moment


def accepts_proposals(state: CallState) -> bool:
    """True where a proposal or a change of one is taken."""
    return state in {CallState.OPEN, CallState.GRACE}
