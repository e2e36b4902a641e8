"""What a relay's answer means for a mail: its next state, and when it is tried again."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from services.notifications.delivery.rules.states import FINAL_STATES, State

_WAITS_MINUTES = (1, 5, 15, 60)
# 1 + 5 + 15 minutes and then hourly: a day of tries (RFC 5321, 4.5.4.1 asks for persistence).
MOST_ATTEMPTS = 27
_JITTER = 0.2


class Verdict(enum.Enum):
    """How handing one mail to the relay ended."""

    ACCEPTED = "accepted"  # 2xx after the final dot
    DEFERRED = "deferred"  # 4xx, or the connection broke before the final dot
    REFUSED = "refused"  # 5xx for this recipient or this mail
    UNKNOWN = "unknown"  # the final dot went out and no answer came back
    ABANDONED = "abandoned"  # we stopped before the final dot: paused, or the lease was lost


@dataclass(frozen=True)
class Settlement:
    """What is written into the ledger after a try."""

    state: State
    doubtful: bool
    wait: dt.timedelta = dt.timedelta(0)

    @property
    def is_final(self) -> bool:
        """True when nothing more will happen to the mail."""
        return self.state in FINAL_STATES


def settle(
    verdict: Verdict, *, attempts: int, doubtful: bool, hold: bool, jitter: float
) -> Settlement:
    """Return what follows from a verdict.

    `attempts` counts the tries before this one, `doubtful` says that an earlier one may have got
    through, `hold` that this campaign prefers no mail over two, `jitter` is between 0 and 1.
    """
    doubtful = doubtful or verdict is Verdict.UNKNOWN
    if verdict is Verdict.ACCEPTED:
        return Settlement(State.UNCERTAIN if doubtful else State.SENT, doubtful)
    if verdict is Verdict.UNKNOWN and hold:
        return Settlement(State.HELD, doubtful)
    if verdict is Verdict.REFUSED or attempts + 1 >= MOST_ATTEMPTS:
        return Settlement(State.UNCERTAIN if doubtful else State.FAILED, doubtful)
    minutes = _WAITS_MINUTES[min(attempts, len(_WAITS_MINUTES) - 1)]
    wait = dt.timedelta(minutes=minutes * (1 + _JITTER * jitter))
    return Settlement(State.QUEUED, doubtful, wait)
