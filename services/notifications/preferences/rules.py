"""What somebody may wish for of our mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.notifications.contacts.rules import Purpose, purposes_of
from services.notifications.frequency.rules import LEAST_CAP, MOST_CAP
from shared.refusals import Invalid

LONGEST_PAUSE = dt.timedelta(days=2 * 365)
MOST_TOPICS = 100
OWN_LINK = "their own link"


@dataclass(frozen=True)
class Wishes:
    """All that one person wants: `topics` empty means any, `weekly_cap` None as many as usual."""

    purposes: tuple[Purpose, ...]
    topics: tuple[str, ...]
    weekly_cap: int | None
    paused_until: dt.date | None


def checked_wishes(
    *,
    purposes: Sequence[str],
    topics: Sequence[str],
    known_topics: Collection[str],
    weekly_cap: int | None,
    paused_until: dt.date | None,
    today: dt.date,
) -> Wishes:
    """Return what was wished for. Raises Invalid naming what cannot be.

    A pause that is over is none. `known_topics` are those there are now and those chosen before.
    """
    if weekly_cap is not None and not LEAST_CAP <= weekly_cap <= MOST_CAP:
        raise Invalid(
            f"Choose between {LEAST_CAP} and {MOST_CAP} mails a week.", pointer="/weekly_cap"
        )
    if paused_until is not None and paused_until - today > LONGEST_PAUSE:
        raise Invalid("Choose a day within the next two years.", pointer="/paused_until")
    unknown = [topic for topic in topics if topic not in known_topics]
    if unknown or len(topics) > MOST_TOPICS:
        raise Invalid("Choose topics of the list.", pointer="/topics")
    return Wishes(
        purposes=tuple(purposes_of(purposes, "/purposes")),
        topics=tuple(dict.fromkeys(topics)),
        weekly_cap=weekly_cap,
        paused_until=paused_until if paused_until and paused_until > today else None,
    )
