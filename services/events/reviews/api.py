"""Endpoints of reviewing and deciding."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.proposals.queries import Proposal
from services.events.proposals.rules import ProposalState
from services.events.reviews.actions import (
    add_reviewer,
    assign_reviews,
    decide,
    move_proposal,
    record_feedback,
    rehearse_decisions,
    set_round,
    submit_review,
)
from services.events.reviews.models import Review, Reviewer
from services.events.reviews.queries import Round, get_round, list_judged, list_reviewers
from services.events.reviews.schemas import (
    AssignedOut,
    ConfirmedDecisionIn,
    DecidedOut,
    DecisionIn,
    FeedbackIn,
    JudgedList,
    MovedOut,
    MoveIn,
    RehearsalOut,
    ReviewerIn,
    ReviewerOut,
    ReviewIn,
    ReviewOut,
    RoundShape,
)
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.refusals import Stale
from shared.web import check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "reviews", description="Proposals reviewed and decided on.")
EVERY_STATE = tuple(s.value for s in ProposalState if s != ProposalState.DRAFT)


@api.route("/editions/<uuid:edition_id>/review-round", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, RoundShape)
def show_round(edition_id: uuid.UUID) -> tuple[Round, int, dict[str, str]]:
    """Show by which criteria an edition reviews."""
    with database.reading() as session:
        get_edition(session, edition_id)
        found = get_round(session, edition_id)
    return found, 200, {"ETag": f'"{found.version}"'}


@api.route("/editions/<uuid:edition_id>/review-round", methods=["PUT"])
@access(Role.ORGANISER)
@api.arguments(RoundShape)
@api.response(200, RoundShape)
def put_round(fields: dict[str, Any], edition_id: uuid.UUID) -> Round:
    """Say by which criteria an edition reviews."""
    set_round(edition_id, fields, check_if_match)
    with database.reading() as session:
        return get_round(session, edition_id)


@api.route("/editions/<uuid:edition_id>/reviewers", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, list_schema(ReviewerOut))
def reviewers(edition_id: uuid.UUID) -> Page[Reviewer]:
    """List an edition's reviewers."""
    with database.reading() as session:
        get_edition(session, edition_id)
        return Page(list_reviewers(session, edition_id), None)


@api.route("/editions/<uuid:edition_id>/reviewers", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(ReviewerIn)
@api.response(201, ReviewerOut)
def add(fields: dict[str, Any], edition_id: uuid.UUID) -> Reviewer:
    """Make an account a reviewer, with the organisations they have to do with."""
    return add_reviewer(edition_id, fields.pop("subject"), fields, dt.datetime.now(dt.UTC))


@api.route("/editions/<uuid:edition_id>/review-assignments", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.response(200, AssignedOut)
def share_out(edition_id: uuid.UUID) -> dict[str, int]:
    """Share the proposals out evenly, never to somebody with a conflict of interest."""
    with database.reading() as session:
        per_proposal = get_round(session, edition_id).per_proposal
    return {"reviews": assign_reviews(edition_id, per_proposal)}


@api.route("/proposals/<uuid:proposal_id>/review", methods=["PUT"])
@access(Role.REVIEWER)
@api.arguments(ReviewIn)
@api.response(200, ReviewOut)
def review(fields: dict[str, Any], proposal_id: uuid.UUID) -> Review:
    """Score a proposal that was given to you."""

    def same(version: int) -> None:
        if version != fields["version"]:
            raise Stale("You changed this review elsewhere. Load it again.")

    subject = require_principal().subject
    now = dt.datetime.now(dt.UTC)
    return submit_review(subject, proposal_id, fields["scores"], fields["comment"], same, now)


@api.route("/editions/<uuid:edition_id>/reviews", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, JudgedList)
def judged(edition_id: uuid.UUID) -> dict[str, Any]:
    """List the proposals with their mean score and spread, the best first."""
    with database.reading() as session:
        get_edition(session, edition_id)
        return {"items": list_judged(session, edition_id, EVERY_STATE)}


@api.route("/editions/<uuid:edition_id>/decisions/rehearsal", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(DecisionIn)
@api.response(200, RehearsalOut)
def rehearse(fields: dict[str, Any], edition_id: uuid.UUID) -> dict[str, Any]:
    """Show what would be decided and the exact letters; nothing is changed."""
    with database.reading() as session:
        items, mark = rehearse_decisions(
            session,
            get_edition(session, edition_id),
            fields["decision"],
            fields["proposals"],
            fields["message"],
        )
    return {"items": items, "mark": mark}


@api.route("/editions/<uuid:edition_id>/decisions", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(ConfirmedDecisionIn)
@api.response(200, DecidedOut)
def confirm(fields: dict[str, Any], edition_id: uuid.UUID) -> dict[str, int]:
    """Decide as it was rehearsed and write the letters; 412 where anything has changed since."""
    decided = decide(
        edition_id,
        fields["decision"],
        fields["proposals"],
        message=fields["message"],
        mark=fields["mark"],
        now=dt.datetime.now(dt.UTC),
    )
    return {"decided": len(decided.proposals), "letters": decided.letters}


@api.route("/sessions/<uuid:session_id>/feedback", methods=["PUT"])
@access(Role.ORGANISER)
@api.arguments(FeedbackIn)
@api.response(204)
def feedback(fields: dict[str, Any], session_id: uuid.UUID) -> None:
    """Keep what the audience of a session said."""
    record_feedback(session_id, **fields)


@api.route("/proposals/<uuid:proposal_id>/move", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(MoveIn)
@api.response(201, MovedOut)
def move(fields: dict[str, Any], proposal_id: uuid.UUID) -> tuple[Proposal, int, dict[str, str]]:
    """Move a proposal to another edition; the answer is the new one, this one is withdrawn."""
    now = dt.datetime.now(dt.UTC)
    moved = move_proposal(proposal_id, **fields, check_version=check_if_match, now=now)
    where = f"/events/api/proposals/{moved.id}"
    return moved, 201, {"ETag": f'"{moved.version}"', "Location": where}
