"""What an invitation's answer makes of a proposal."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable


class ProposalState(enum.StrEnum):
    """What the organisation wants: to take part, not to, or to say later."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    POSTPONED = "postponed"


_BY_ANSWER = {
    "accepted": ProposalState.RECEIVED,
    "declined": ProposalState.WITHDRAWN,
    "later": ProposalState.POSTPONED,
}


def proposal_state(answer: str) -> ProposalState:
    """Return the state an answer ("accepted", "declined", "later") leads to."""
    return _BY_ANSWER[answer]


def proposal_title(innovation_title: str, organisation_name: str) -> str:
    """Return the innovation's title, or one that says whose proposal it is."""
    return innovation_title.strip() or f"A session by {organisation_name}"


def slugs_of(themes: Iterable[str]) -> list[str]:
    """Return themes as slugs, each once, in the order given."""
    slugs = (re.sub(r"[^a-z0-9]+", "-", theme.lower()).strip("-") for theme in themes)
    return list(dict.fromkeys(slug for slug in slugs if slug))
