"""The states a proposal goes through."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from shared.refusals import Conflict


class NotInThisState(Conflict):
    """What was asked is not possible in the state the proposal is in."""


class ProposalState(enum.StrEnum):
    """Where a proposal stands between its organisation's wish and our decision."""

    DRAFT = "draft"  # begun in the open call, not sent in
    RECEIVED = "received"
    SHORTLISTED = "shortlisted"
    ACCEPTED = "accepted"  # in principle: a timetable may place it
    WAITING = "waiting"  # for a place that somebody gives up
    OFFERED = "offered"  # such a place, until the offer ends
    REJECTED = "rejected"
    POSTPONED = "postponed"  # they will say later
    WITHDRAWN = "withdrawn"  # they do not want to


_S = ProposalState
SELECTABLE = frozenset({_S.RECEIVED, _S.SHORTLISTED, _S.ACCEPTED})
"""What a timetable may choose from: wished for by its organisation and not turned down."""

_STEPS: Mapping[ProposalState, frozenset[ProposalState]] = {
    _S.DRAFT: frozenset({_S.RECEIVED, _S.WITHDRAWN}),
    _S.RECEIVED: frozenset({_S.SHORTLISTED, _S.ACCEPTED, _S.WAITING, _S.REJECTED, _S.WITHDRAWN}),
    _S.SHORTLISTED: frozenset({_S.RECEIVED, _S.ACCEPTED, _S.WAITING, _S.REJECTED, _S.WITHDRAWN}),
    _S.ACCEPTED: frozenset({_S.WITHDRAWN}),
    _S.WAITING: frozenset({_S.OFFERED, _S.ACCEPTED, _S.REJECTED, _S.WITHDRAWN}),
    _S.OFFERED: frozenset({_S.ACCEPTED, _S.WAITING, _S.WITHDRAWN}),
    _S.REJECTED: frozenset({_S.WAITING, _S.ACCEPTED, _S.WITHDRAWN}),
    _S.POSTPONED: frozenset({_S.RECEIVED, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset({_S.RECEIVED}),
}
_WORDS = {_S.DRAFT: "a draft", _S.RECEIVED: "received", _S.WAITING: "on the waiting list"}


def check_step(before: str, after: ProposalState) -> None:
    """Raise NotInThisState where a proposal cannot go from one state to another."""
    state = ProposalState(before)
    if after not in _STEPS[state]:
        raise NotInThisState(
            f"This proposal is {_WORDS.get(state, state.value)}: it cannot become"
            f" {_WORDS.get(after, after.value)}."
        )


def answered_state(answer: str, before: str | None) -> ProposalState:
    """Return the state an invitation's answer ("accepted", "declined", "later") leads to.

    Whoever says yes again keeps what we have decided meanwhile.
    """
    if answer == "declined":
        return _S.WITHDRAWN
    if answer == "later":
        return _S.POSTPONED
    if before in (None, _S.WITHDRAWN, _S.POSTPONED):
        return _S.RECEIVED
    return ProposalState(before)
