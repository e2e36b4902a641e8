"""What reviewers, working groups and audiences think."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.programme.queries import get_session
from services.events.proposals.queries import get_proposal
from services.events.proposals.rules import ProposalState
from services.events.reviews.models import GroupView, Review, SessionFeedback
from services.events.reviews.queries import find_reviewer, get_review, get_round
from services.events.reviews.rules import check_scores, figures_of
from shared.refusals import Conflict, Invalid

_OPEN = {ProposalState.RECEIVED, ProposalState.SHORTLISTED}


def submit_review(
    subject: uuid.UUID,
    proposal_id: uuid.UUID,
    scores: Mapping[str, int],
    comment: str,
    check_version: Callable[[int], None],
    now: dt.datetime,
) -> Review:
    """Keep a reviewer's scores; the proposal's score becomes the mean of all reviewers'.

    Raises NotFound, Conflict once it is decided, Invalid, and what `check_version` raises.
    """
    with database.transaction() as session:
        proposal = get_proposal(session, proposal_id, lock=True)
        reviewer = find_reviewer(session, proposal.edition_id, subject)
        review = get_review(session, reviewer, proposal_id, lock=True)
        if proposal.state not in _OPEN or review.has_conflict:
            raise Conflict("This proposal is not yours to review any more.")
        check_version(review.version)
        criteria = get_round(session, proposal.edition_id).criteria
        review.scores = check_scores(scores, criteria)
        review.comment = comment
        review.submitted_at = now
        review.version += 1
        session.flush()
        proposal.score = figures_of(_submitted(session, proposal_id), criteria).mean
    return review


def declare_conflict(subject: uuid.UUID, proposal_id: uuid.UUID) -> None:
    """Say that one has to do with a proposal: it is not shown or given to one again."""
    with database.transaction() as session:
        proposal = get_proposal(session, proposal_id, lock=True)
        reviewer = find_reviewer(session, proposal.edition_id, subject)
        review = get_review(session, reviewer, proposal_id, lock=True)
        review.has_conflict, review.submitted_at, review.scores = True, None, {}
        review.version += 1
        session.flush()
        criteria = get_round(session, proposal.edition_id).criteria
        others = _submitted(session, proposal_id)
        if others:
            proposal.score = figures_of(others, criteria).mean


def write_group_view(
    proposal_id: uuid.UUID, group_name: str, rating: int, comment: str, now: dt.datetime
) -> None:
    """Keep what a working group thinks of a proposal; its newest view counts."""
    if not group_name:
        raise Invalid("Enter the name of the group", pointer="/group_name")
    if not 1 <= rating <= 5:
        raise Invalid("Rate it from 1 to 5", pointer="/rating")
    values = {"rating": rating, "comment": comment, "written_at": now}
    with database.transaction() as session:
        get_proposal(session, proposal_id)
        session.execute(
            insert(GroupView)
            .values(proposal_id=proposal_id, group_name=group_name, **values)
            .on_conflict_do_update(
                index_elements=[GroupView.proposal_id, GroupView.group_name], set_=values
            )
        )


def record_feedback(session_id: uuid.UUID, rating: float, answers: int, comment: str) -> None:
    """Keep what the audience of a session said. Raises NotFound, Invalid."""
    if not 1 <= rating <= 5:
        raise Invalid("The rating must be between 1 and 5", pointer="/rating")
    values = {"rating": rating, "answers": answers, "comment": comment}
    with database.transaction() as session:
        get_session(session, session_id)
        session.execute(
            insert(SessionFeedback)
            .values(session_id=session_id, **values)
            .on_conflict_do_update(index_elements=[SessionFeedback.session_id], set_=values)
        )


def _submitted(session: Session, proposal_id: uuid.UUID) -> list[dict[str, int]]:
    return list(
        session.scalars(
            select(Review.scores)
            .where(
                Review.proposal_id == proposal_id,
                Review.submitted_at.is_not(None),
                Review.has_conflict.is_(False),
            )
            .order_by(Review.reviewer_id)
            .limit(100)
        )
    )
