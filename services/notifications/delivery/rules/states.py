"""The states of a mail and of a mailing."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """Where one mail stands; each is in exactly one state at any moment."""

    QUEUED = "queued"  # waits for its due time and a worker
    LEASED = "leased"  # a worker has it
    SENT = "sent"  # the relay took it, once
    UNCERTAIN = "uncertain"  # it was handed over at least once and may have come twice
    SUPPRESSED = "suppressed"  # the person asked for no more mail after the audience was frozen
    FAILED = "failed"  # the relay refused it for good
    HELD = "held"  # may have been handed over; waits for a person to decide
    CANCELLED = "cancelled"  # the campaign was cancelled before its turn came


FINAL_STATES = frozenset(
    {State.SENT, State.UNCERTAIN, State.SUPPRESSED, State.FAILED, State.CANCELLED}
)


class MailingState(enum.StrEnum):
    """Where the sending of a campaign stands."""

    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"
