"""How long personal data is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_MONTH_DAYS = 30.4375
UNKNOWN_MAILBOX = (
    r"^5[0-9][0-9][ -].*(5\.1\.(1|2|6|10)\y"
    r"|(no such|unknown|invalid|non-?existent) (user|recipient|mailbox|address)"
    r"|(user|recipient|mailbox|address) (is )?(unknown|not found|does ?n.t exist|does not exist))"
)
"""A relay's final answer (RFC 3463) that nobody has the address; other refusals say nothing of it."""


@dataclass(frozen=True)
class Kept:
    """Until when data goes: texts of before `bodies`, contacts not heard of since `contacts`."""

    bodies: dt.datetime
    contacts: dt.datetime


def kept_from(now: dt.datetime, *, bodies_days: int, contacts_months: int) -> Kept:
    """Return from when on data is kept."""
    return Kept(
        bodies=now - dt.timedelta(days=bodies_days),
        contacts=now - dt.timedelta(days=round(contacts_months * _MONTH_DAYS)),
    )
