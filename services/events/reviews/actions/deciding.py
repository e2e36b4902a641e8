"""Decisions in bulk: rehearsed with the exact letters, then made once, by the versions rehearsed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import Edition, get_edition
from services.events.proposals.actions import tell
from services.events.proposals.queries import Proposal
from services.events.proposals.rules import ProposalState, check_step
from services.events.reviews.rules import DecisionLetter, decision_letter
from shared.refusals import Conflict, Invalid, Stale

MOST = 500
_TAKES_PLACE = (ProposalState.ACCEPTED.value, ProposalState.OFFERED.value)


@dataclass(frozen=True)
class Rehearsed:
    """A decision about a proposal as it is now, with its exact letter (None: nobody to write to)."""

    proposal: Proposal
    letter: DecisionLetter | None
    fault: str = ""


@dataclass(frozen=True)
class Decided:
    """What a set of decisions did."""

    proposals: Sequence[Proposal]
    letters: int


def rehearse_decisions(
    session: Session,
    edition: Edition,
    decision: str,
    proposal_ids: Collection[uuid.UUID],
    message: str,
) -> tuple[list[Rehearsed], str]:
    """Return what would be decided and written, and the mark of exactly that."""
    proposals = _list(session, edition.id, proposal_ids)
    rehearsed = [_rehearse(edition, decision, p, message) for p in proposals]
    return rehearsed, _mark(decision, rehearsed)


def decide(
    edition_id: uuid.UUID,
    decision: str,
    proposal_ids: Collection[uuid.UUID],
    *,
    message: str,
    mark: str,
    now: dt.datetime,
) -> Decided:
    """Make the decisions that were rehearsed under `mark`, and write their letters, each once.

    Raises NotFound, Invalid, Conflict (no places left), NotInThisState, and Stale where a proposal,
    the edition or a letter is no longer as it was rehearsed.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id, lock=True)
        for proposal in _list(session, edition_id, proposal_ids, lock=True):
            session.refresh(proposal)
        rehearsed, current = rehearse_decisions(session, edition, decision, proposal_ids, message)
        if current != mark:
            raise Stale(
                "Something has changed since the letters were shown. Nothing was decided."
                " Read them again below, then decide."
            )
        if decision == ProposalState.ACCEPTED:
            check_places(session, edition, len(rehearsed))
        letters = sum(_apply(session, one, decision, now) for one in rehearsed)
    return Decided([one.proposal for one in rehearsed], letters)


def check_places(session: Session, edition: Edition, wanted: int) -> None:
    """Raise Conflict where an edition has fewer places left; its row has to be locked."""
    if edition.places is not None and places_taken(session, edition.id) + wanted > edition.places:
        left = max(0, edition.places - places_taken(session, edition.id))
        raise Conflict(
            f"{edition.name} has {left} of its {edition.places} places left. Accept fewer, or give"
            " the edition more places."
        )


def places_taken(session: Session, edition_id: uuid.UUID) -> int:
    """Return how many proposals have a place, or an offer of one."""
    query = select(func.count()).where(
        Proposal.edition_id == edition_id, Proposal.state.in_(_TAKES_PLACE)
    )
    return session.scalar(query) or 0


def _list(
    session: Session, edition_id: uuid.UUID, ids: Collection[uuid.UUID], *, lock: bool = False
) -> Sequence[Proposal]:
    if not 1 <= len(ids) <= MOST:
        raise Invalid(f"Choose 1 to {MOST} proposals", pointer="/proposals")
    query = (
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.id.in_(ids))
        .order_by(Proposal.id)
        .limit(MOST)
    )
    found = session.scalars(query.with_for_update() if lock else query).all()
    if len(found) != len(set(ids)):
        raise Invalid("Choose proposals of this edition", pointer="/proposals")
    return found


def _rehearse(edition: Edition, decision: str, proposal: Proposal, message: str) -> Rehearsed:
    fault = ""
    try:
        check_step(proposal.state, ProposalState(decision))
    except Conflict as refusal:
        fault = refusal.message
    if decision == ProposalState.SHORTLISTED or proposal.person_id is None:
        return Rehearsed(proposal, None, fault)
    letter = decision_letter(
        decision,
        title=proposal.title,
        edition=edition.name,
        venue=edition.venue,
        days=(edition.starts_on, edition.ends_on),
        message=message,
    )
    return Rehearsed(proposal, letter, fault)


def _mark(decision: str, rehearsed: Sequence[Rehearsed]) -> str:
    told = [
        [
            str(one.proposal.id),
            one.proposal.version,
            one.proposal.state,
            [one.letter.subject, one.letter.text] if one.letter else None,
        ]
        for one in rehearsed
    ]
    return hashlib.sha256(json.dumps([decision, told]).encode()).hexdigest()


def _apply(session: Session, one: Rehearsed, decision: str, now: dt.datetime) -> int:
    """Decide about one proposal and write its letter; return how many letters that was."""
    proposal = one.proposal
    check_step(proposal.state, ProposalState(decision))
    proposal.state = decision
    proposal.waiting_since = now if decision == ProposalState.WAITING else None
    proposal.offer_ends_at = None
    proposal.version += 1
    proposal.changed_at = now
    if one.letter is None:
        return 0
    return tell(
        session,
        proposal,
        kind="proposal decided",
        subject=one.letter.subject,
        text=one.letter.text,
        key=f"{proposal.id} {decision} {proposal.version}",
    )
