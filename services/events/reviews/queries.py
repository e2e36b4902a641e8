"""Every read of reviewing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from services.events.programme.models import ProgrammeSession
from services.events.proposals.models import Proposal
from services.events.reviews.models import (
    GroupView,
    Review,
    Reviewer,
    ReviewRound,
    SessionFeedback,
)
from services.events.reviews.rules import DEFAULT_CRITERIA, Criterion, Figures, figures_of
from shared.refusals import NotFound

MOST = 2000


@dataclass(frozen=True)
class Round:
    """How an edition's proposals are reviewed; version 0 before anybody has said."""

    criteria: tuple[Criterion, ...]
    is_anonymous: bool
    per_proposal: int
    version: int


@dataclass(frozen=True)
class Judged:
    """A proposal with what its reviewers say together."""

    proposal: Proposal
    figures: Figures
    assigned: int


@dataclass(frozen=True)
class EarlierFeedback:
    """What an audience said of a session that somebody was in before."""

    title: str
    names: list[str]
    rating: float
    answers: int
    comment: str


def get_round(session: Session, edition_id: uuid.UUID) -> Round:
    """Return how an edition reviews, as kept or as it is without anybody saying."""
    kept = session.get(ReviewRound, edition_id)
    if kept is None:
        return Round(DEFAULT_CRITERIA, is_anonymous=True, per_proposal=2, version=0)
    criteria = tuple(Criterion(**values) for values in kept.criteria)
    return Round(criteria, kept.is_anonymous, kept.per_proposal, kept.version)


def list_reviewers(session: Session, edition_id: uuid.UUID) -> Sequence[Reviewer]:
    """Return an edition's reviewers in the order they came."""
    return session.scalars(
        select(Reviewer).where(Reviewer.edition_id == edition_id).order_by(Reviewer.id).limit(MOST)
    ).all()


def find_reviewer(session: Session, edition_id: uuid.UUID, subject: uuid.UUID) -> Reviewer | None:
    """Return the reviewer an account is for an edition, if it is one."""
    return session.scalars(
        select(Reviewer).where(Reviewer.edition_id == edition_id, Reviewer.subject == subject)
    ).one_or_none()


def list_reviews(session: Session, edition_id: uuid.UUID) -> Sequence[Review]:
    """Return all that was given to reviewers of an edition, with the reviewers."""
    return session.scalars(
        select(Review)
        .where(Review.edition_id == edition_id)
        .options(joinedload(Review.reviewer))
        .order_by(Review.proposal_id, Review.reviewer_id)
        .limit(MOST * 10)
    ).all()


def get_review(
    session: Session, reviewer: Reviewer | None, proposal_id: uuid.UUID, *, lock: bool = False
) -> Review:
    """Return what was given to a reviewer. Raises NotFound, also where it is another's."""
    found = None
    if reviewer is not None:
        query = select(Review).where(
            Review.reviewer_id == reviewer.id, Review.proposal_id == proposal_id
        )
        found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound("This proposal was not given to you to review.")
    return found


def list_mine(session: Session, reviewer: Reviewer) -> list[tuple[Review, Proposal]]:
    """Return a reviewer's proposals, those still to review first."""
    rows = session.execute(
        select(Review, Proposal)
        .join(Proposal, Proposal.id == Review.proposal_id)
        .where(Review.reviewer_id == reviewer.id, Review.has_conflict.is_(False))
        .order_by(Review.submitted_at.is_not(None), Proposal.id)
        .limit(MOST)
    )
    return [(review, proposal) for review, proposal in rows]


def list_judged(session: Session, edition_id: uuid.UUID, states: Collection[str]) -> list[Judged]:
    """Return an edition's proposals with their figures, the best first."""
    criteria = get_round(session, edition_id).criteria
    given: dict[uuid.UUID, list[Review]] = {}
    for review in list_reviews(session, edition_id):
        if not review.has_conflict:
            given.setdefault(review.proposal_id, []).append(review)
    proposals = session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.state.in_(states))
        .order_by(Proposal.score.desc().nulls_last(), Proposal.id)
        .limit(MOST)
    )
    return [
        Judged(
            proposal,
            figures_of([r.scores for r in given.get(proposal.id, []) if r.submitted_at], criteria),
            len(given.get(proposal.id, [])),
        )
        for proposal in proposals
    ]


def list_group_views(session: Session, proposal_id: uuid.UUID) -> Sequence[GroupView]:
    """Return what working groups think of a proposal, by their names."""
    return session.scalars(
        select(GroupView)
        .where(GroupView.proposal_id == proposal_id)
        .order_by(GroupView.group_name)
        .limit(100)
    ).all()


def list_feedback_before(session: Session, edition_id: uuid.UUID) -> list[EarlierFeedback]:
    """Return the feedback of the sessions of other editions, the newest first."""
    rows = session.execute(
        select(ProgrammeSession, Proposal, SessionFeedback)
        .join(SessionFeedback, SessionFeedback.session_id == ProgrammeSession.id)
        .outerjoin(Proposal, Proposal.id == ProgrammeSession.proposal_id)
        .where(ProgrammeSession.edition_id != edition_id)
        .order_by(ProgrammeSession.starts_at.desc(), ProgrammeSession.id)
        .limit(MOST)
    )
    return [
        EarlierFeedback(
            planned.title,
            [*planned.presenters, *(p["name"] for p in (proposal.people if proposal else []))],
            feedback.rating,
            feedback.answers,
            feedback.comment,
        )
        for planned, proposal, feedback in rows
    ]
