"""How an edition reviews, who does, and who gets which proposal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.organisations.queries import get_directory
from services.events.organisations.rules import Directory
from services.events.proposals.queries import Proposal, list_selectable
from services.events.proposals.rules import ProposalState, person_key
from services.events.reviews.models import Review, Reviewer, ReviewRound
from services.events.reviews.queries import find_reviewer, list_reviewers, list_reviews
from services.events.reviews.rules import Candidate, Judge, assign, criteria_of
from shared.db import new_id
from shared.refusals import Conflict, NotFound
from shared.register import plain

_REVIEWED = {ProposalState.RECEIVED, ProposalState.SHORTLISTED}


def set_round(
    edition_id: uuid.UUID, fields: dict[str, Any], check_version: Callable[[int], None]
) -> None:
    """Say by which criteria an edition reviews. Raises NotFound, Invalid, Stale."""
    criteria = [criterion.as_json() for criterion in criteria_of(fields["criteria"])]
    with database.transaction() as session:
        get_edition(session, edition_id, lock=True)
        kept = session.get(ReviewRound, edition_id)
        check_version(kept.version if kept else 0)
        if kept is None:
            kept = ReviewRound(edition_id=edition_id, version=0)
            session.add(kept)
        kept.criteria = criteria
        kept.is_anonymous = fields["is_anonymous"]
        kept.per_proposal = fields["per_proposal"]
        kept.version += 1


def add_reviewer(
    edition_id: uuid.UUID, subject: uuid.UUID, fields: dict[str, Any], now: dt.datetime
) -> Reviewer:
    """Make an account a reviewer of an edition, or change whom they have to do with."""
    with database.transaction() as session:
        get_edition(session, edition_id, lock=True)
        reviewer = find_reviewer(session, edition_id, subject)
        if reviewer is None:
            reviewer = Reviewer(id=new_id(), edition_id=edition_id, subject=subject, added_at=now)
            session.add(reviewer)
        reviewer.name = fields["name"]
        reviewer.organisation_name = fields["organisation_name"]
        reviewer.avoids = fields["avoids"]
    return reviewer


def remove_reviewer(edition_id: uuid.UUID, reviewer_id: uuid.UUID) -> None:
    """Take a reviewer who has not reviewed anything off an edition. Raises NotFound, Conflict."""
    with database.transaction() as session:
        reviewer = session.get(Reviewer, reviewer_id, with_for_update=True)
        if reviewer is None or reviewer.edition_id != edition_id:
            raise NotFound("There is no such reviewer. Go back to the edition.")
        mine = [r for r in list_reviews(session, edition_id) if r.reviewer_id == reviewer_id]
        if any(review.submitted_at for review in mine):
            raise Conflict(f"{reviewer.name} has reviewed proposals; these reviews count.")
        session.delete(reviewer)


def assign_reviews(edition_id: uuid.UUID, per_proposal: int) -> int:
    """Share an edition's proposals out anew and return how many reviews there are.

    What was reviewed stays; what was given and not reviewed may go to somebody else.
    """
    with database.transaction() as session:
        get_edition(session, edition_id, lock=True)
        proposals = list_selectable(session, edition_id, _REVIEWED)
        reviewers = list_reviewers(session, edition_id)
        kept = list_reviews(session, edition_id)
        done = {(r.reviewer_id, r.proposal_id) for r in kept if r.submitted_at}
        refused = {(r.reviewer_id, r.proposal_id) for r in kept if r.has_conflict}
        pairs = assign(
            *_parties(session, proposals, reviewers), per_proposal, done=done, refused=refused
        )
        before = {(r.reviewer_id, r.proposal_id) for r in kept} - done - refused
        for reviewer_id, proposal_id in before - pairs:
            session.execute(
                delete(Review).where(
                    Review.reviewer_id == reviewer_id, Review.proposal_id == proposal_id
                )
            )
        session.add_all(
            Review(
                reviewer_id=reviewer_id,
                proposal_id=proposal_id,
                edition_id=edition_id,
                scores={},
                comment="",
                has_conflict=False,
                version=1,
            )
            for reviewer_id, proposal_id in sorted(pairs - before - done)
        )
    return len(pairs)


def _parties(
    session: Session, proposals: Any, reviewers: Any
) -> tuple[list[Candidate], list[Judge]]:
    """Return proposals and reviewers by the people and organisations they have to do with."""
    directory = get_directory(session)
    candidates = [_candidate(proposal, directory) for proposal in proposals]
    judges = [_judge(reviewer, directory) for reviewer in reviewers]
    return candidates, judges


def _candidate(proposal: Proposal, directory: Directory) -> Candidate:
    bodies = body_keys(proposal.organisation_name, directory)
    if proposal.organisation_id:
        bodies |= {str(proposal.organisation_id)}
    people = {person_key(person["name"]) for person in proposal.people}
    if proposal.person_id:
        people.add(str(proposal.person_id))
    return Candidate(proposal.id, frozenset(people), bodies)


def _judge(reviewer: Reviewer, directory: Directory) -> Judge:
    names = [name for name in (reviewer.organisation_name, *reviewer.avoids) if name]
    bodies = frozenset[str]().union(*(body_keys(name, directory) for name in names))
    return Judge(reviewer.id, frozenset({person_key(reviewer.name), str(reviewer.subject)}), bodies)


def body_keys(name: str, directory: Directory) -> frozenset[str]:
    """Return what an organisation is known by: its name as written, and its id where that is found."""
    meant = directory.find(name)
    found = {plain(name)}
    if meant.organisation_id:
        found.add(str(meant.organisation_id))
    return frozenset(found)
