"""What reviewers see: their proposals, without names in the anonymous phase, and their scores."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request

from services.events.database import database
from services.events.editions.queries import Edition, get_edition_by_slug
from services.events.proposals.queries import get_proposal
from services.events.reviews.actions import add_reviewer, declare_conflict, submit_review
from services.events.reviews.queries import find_reviewer, get_review, get_round, list_mine
from services.events.reviews.rules import HIGHEST, LOWEST
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "judging", "services.events.reviews")


@pages.get("/editions/<slug>/reviewing")
@access(Role.REVIEWER)
def mine(slug: str) -> str:
    """A reviewer's proposals, or the form to become a reviewer of this edition."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        reviewer = find_reviewer(session, edition.id, require_principal().subject)
        given = list_mine(session, reviewer) if reviewer else []
        settings = get_round(session, edition.id)
    return render(
        "reviews/mine.html", edition=edition, reviewer=reviewer, given=given, round=settings
    )


@pages.post("/editions/<slug>/reviewing")
@access(Role.REVIEWER)
def join(slug: str) -> Any:
    """Become a reviewer, or change whom one has to do with."""
    edition = _edition(slug)
    principal = require_principal()
    lines = request.form.get("avoids", "").splitlines()
    fields = {
        "name": principal.name,
        "organisation_name": request.form.get("organisation_name", "").strip()[:200],
        "avoids": [line.strip()[:200] for line in lines if line.strip()][:50],
    }
    add_reviewer(edition.id, principal.subject, fields, dt.datetime.now(dt.UTC))
    flash("Thank you. What you said is kept.")
    return page_redirect(f"/events/editions/{slug}/reviewing")


@pages.get("/editions/<slug>/reviewing/<uuid:proposal_id>")
@access(Role.REVIEWER)
def ask(slug: str, proposal_id: uuid.UUID) -> str:
    """A proposal to read and the form to score it."""
    return _form(slug, proposal_id, {}, "", "")


@pages.post("/editions/<slug>/reviewing/<uuid:proposal_id>")
@access(Role.REVIEWER)
def judge(slug: str, proposal_id: uuid.UUID) -> Any:
    """Keep the scores, or that one has to do with the proposal."""
    subject = require_principal().subject
    if "conflict" in request.form:
        declare_conflict(subject, proposal_id)
        flash("The proposal goes to somebody else.")
        return page_redirect(f"/events/editions/{slug}/reviewing")
    typed = {
        key.removeprefix("score-"): int(value)
        for key, value in request.form.items()
        if key.startswith("score-") and value.isdecimal() and len(value) == 1
    }
    comment = request.form.get("comment", "").strip()[:5000]

    def same(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale("You changed this review in another window. Check it and save again.")

    try:
        submit_review(subject, proposal_id, typed, comment, same, dt.datetime.now(dt.UTC))
    except Refusal as refusal:
        pointer = (refusal.pointer or "").strip("/")
        return _form(slug, proposal_id, typed, pointer, refusal.message, comment), refusal.status
    flash("Your review is saved.")
    return page_redirect(f"/events/editions/{slug}/reviewing")


def _edition(slug: str) -> Edition:
    with database.reading() as session:
        return get_edition_by_slug(session, slug)


def _form(
    slug: str,
    proposal_id: uuid.UUID,
    typed: dict[str, int],
    pointer: str,
    fault: str,
    comment: str | None = None,
) -> str:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        reviewer = find_reviewer(session, edition.id, require_principal().subject)
        review = get_review(session, reviewer, proposal_id)
        proposal = get_proposal(session, proposal_id)
        settings = get_round(session, edition.id)
    return render(
        "reviews/judge.html",
        edition=edition,
        proposal=proposal,
        review=review,
        round=settings,
        scores=review.scores | typed,
        comment=review.comment if comment is None else comment,
        possible=range(LOWEST, HIGHEST + 1),
        faults={pointer: fault} if fault else {},
    )
