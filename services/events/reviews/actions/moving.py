"""A proposal that is better held at another edition is moved there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from services.events.database import database
from services.events.editions.queries import Edition, get_edition, state_of
from services.events.editions.rules import EditionState
from services.events.programme.queries import is_in_programme
from services.events.proposals.actions import new_proposal
from services.events.proposals.models import Proposal
from services.events.proposals.queries import get_proposal
from services.events.proposals.rules import NotInThisState, ProposalState, Source, check_step
from shared.refusals import Conflict, Invalid

_KEPT = (
    "title", "abstract", "format", "organisation_id", "organisation_name", "organisation_kind",
    "region", "person_id", "people", "innovation_id", "innovation", "needs", "duration_minutes",
    "expected_audience",
)  # fmt: skip


def move_proposal(
    proposal_id: uuid.UUID,
    edition_id: uuid.UUID,
    check_version: Callable[[int], None],
    now: dt.datetime,
) -> Proposal:
    """Withdraw a proposal and return its successor at another edition, received now.

    When its people can be there, its score and themes that the other edition does not have stay
    behind: they were about this one. Raises NotFound, Invalid, Conflict, NotInThisState and what
    `check_version` raises.
    """
    with database.transaction() as session:
        proposal = get_proposal(session, proposal_id, lock=True)
        check_version(proposal.version)
        source, target = get_edition(session, proposal.edition_id), _target(edition_id, proposal)
        edition = get_edition(session, target)
        if state_of(edition, now) == EditionState.ENDED:
            raise Invalid(f"{edition.name} has ended", pointer="/edition_id")
        if proposal.state == ProposalState.DRAFT:
            raise NotInThisState("This proposal was not sent in yet: it cannot be moved.")
        check_step(proposal.state, ProposalState.WITHDRAWN)
        if is_in_programme(session, proposal.id):
            raise Conflict(
                "This proposal has a session in the programme. Cancel the session, then move it."
            )
        moved = _successor(proposal, source, edition, now)
        session.add(moved)
        proposal.state = ProposalState.WITHDRAWN.value
        proposal.waiting_since = proposal.offer_ends_at = None
        proposal.comment = _noted(proposal, f"Moved to {edition.name} as {moved.reference}.")
        proposal.version += 1
        proposal.changed_at = now
    return moved


def _target(edition_id: uuid.UUID, proposal: Proposal) -> uuid.UUID:
    if edition_id == proposal.edition_id:
        raise Invalid("Choose another edition: it is at this one already", pointer="/edition_id")
    return edition_id


def _successor(proposal: Proposal, source: Edition, edition: Edition, now: dt.datetime) -> Proposal:
    moved = new_proposal(edition.id, Source.MOVED, now)
    for name in _KEPT:
        setattr(moved, name, getattr(proposal, name))
    known = {theme["slug"] for theme in edition.themes}
    moved.themes = [theme for theme in proposal.themes if theme in known]
    moved.comment = _noted(
        proposal, f"Moved from {source.name}, where it was {proposal.reference}."
    )
    moved.submitted_at = now
    return moved


def _noted(proposal: Proposal, note: str) -> str:
    return f"{proposal.comment}\n{note}".strip()
