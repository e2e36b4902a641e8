"""What organisers see of reviewing: the reviewers, the figures, and decisions with their letters."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import (
    Edition,
    get_edition_by_slug,
    list_editions,
    state_of,
)
from services.events.editions.rules import EditionState
from services.events.proposals.queries import get_proposal
from services.events.proposals.rules import FORMAT_LABELS, KIND_LABELS, ProposalState, person_key
from services.events.reviews.actions import (
    assign_reviews,
    decide,
    rehearse_decisions,
    remove_reviewer,
    set_round,
    write_group_view,
)
from services.events.reviews.queries import (
    get_round,
    list_feedback_before,
    list_group_views,
    list_judged,
    list_reviewers,
    list_reviews,
)
from services.events.reviews.schemas import DECISIONS
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Invalid, NotFound, Refusal, Stale
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "reviews", "services.events.reviews")

SHOWN = ("received", "shortlisted", "accepted", "waiting", "offered", "rejected")


@pages.get("/editions/<slug>/review")
@access(Role.ORGANISER)
def overview(slug: str) -> str:
    """Reviewers, and proposals with their mean score and spread."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        return render(
            "reviews/overview.html",
            edition=edition,
            round=get_round(session, edition.id),
            reviewers=list_reviewers(session, edition.id),
            judged=list_judged(session, edition.id, SHOWN),
            formats=FORMAT_LABELS,
        )


@pages.post("/editions/<slug>/review/assignments")
@access(Role.ORGANISER)
def share_out(slug: str) -> Any:
    """Share the proposals out."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        per_proposal = get_round(session, edition.id).per_proposal
    count = assign_reviews(edition.id, per_proposal)
    flash(f"{count} reviews are given out, nobody's to somebody with a conflict of interest.")
    return page_redirect(f"/events/editions/{slug}/review")


@pages.post("/editions/<slug>/review/reviewers/<uuid:reviewer_id>")
@access(Role.ORGANISER)
def remove(slug: str, reviewer_id: uuid.UUID) -> Any:
    """Take a reviewer off."""
    remove_reviewer(_edition(slug).id, reviewer_id)
    flash("The reviewer was taken off. Share the proposals out again.")
    return page_redirect(f"/events/editions/{slug}/review")


@pages.get("/editions/<slug>/review/settings")
@access(Role.ORGANISER)
def ask_settings(slug: str) -> str:
    """The criteria with their weights."""
    edition = _edition(slug)
    with database.reading() as session:
        kept = get_round(session, edition.id)
    typed = {
        "criteria": "\n".join(f"{c.label} | {c.weight:g}" for c in kept.criteria),
        "per_proposal": str(kept.per_proposal),
        "is_anonymous": "1" if kept.is_anonymous else "",
        "version": str(kept.version),
    }
    return render("reviews/settings.html", edition=edition, form={"typed": typed}, faults={})


@pages.post("/editions/<slug>/review/settings")
@access(Role.ORGANISER)
def settings(slug: str) -> Any:
    """Keep the criteria, or show what is wrong."""
    edition = _edition(slug)
    typed = {key: value.strip() for key, value in request.form.items()}

    def same(version: int) -> None:
        if typed.get("version") != str(version):
            raise Stale("Somebody else changed this meanwhile. Open it again, then make yours.")

    try:
        set_round(edition.id, _round_of(typed), same)
    except Refusal as refusal:
        name = (refusal.pointer or "/criteria").strip("/").split("/")[0]
        page = render(
            "reviews/settings.html",
            edition=edition,
            form={"typed": typed},
            faults={name: refusal.message},
        )
        return page, refusal.status
    flash("The criteria are saved.")
    return page_redirect(f"/events/editions/{slug}/review")


@pages.get("/editions/<slug>/review/<uuid:proposal_id>")
@access(Role.ORGANISER)
def show(slug: str, proposal_id: uuid.UUID) -> str:
    """A proposal with its reviews, the groups' views and what was said of its people before."""
    return proposal_page(slug, proposal_id, {})


@pages.post("/editions/<slug>/review/<uuid:proposal_id>")
@access(Role.ORGANISER)
def group_view(slug: str, proposal_id: uuid.UUID) -> Any:
    """Keep a working group's view."""
    rating = request.form.get("rating", "")
    try:
        write_group_view(
            proposal_id,
            request.form.get("group_name", "").strip()[:200],
            int(rating) if rating.isdecimal() else 0,
            request.form.get("comment", "").strip()[:5000],
            dt.datetime.now(dt.UTC),
        )
    except Invalid as fault:
        return proposal_page(slug, proposal_id, {(fault.pointer or "")[1:]: fault.message}), 422
    flash("The group's view is saved.")
    return page_redirect(f"/events/editions/{slug}/review/{proposal_id}")


@pages.get("/editions/<slug>/decisions")
@access(Role.ORGANISER)
def rehearse(slug: str) -> Any:
    """The exact letters of a decision, before anything is decided."""
    return _rehearsal(slug, request.args, "")


@pages.post("/editions/<slug>/decisions")
@access(Role.ORGANISER)
def confirm(slug: str) -> Any:
    """Decide what was rehearsed, or show it again where something has changed."""
    edition = _edition(slug)
    try:
        decided = decide(
            edition.id,
            _decision(request.form),
            _chosen(request.form),
            message=request.form.get("message", ""),
            mark=request.form.get("mark", ""),
            now=dt.datetime.now(dt.UTC),
        )
    except Refusal as refusal:
        return _rehearsal(slug, request.form, refusal.message), refusal.status
    flash(f"{len(decided.proposals)} decided, {decided.letters} letters on their way.")
    return page_redirect(f"/events/editions/{slug}/review")


def _rehearsal(slug: str, given: Any, fault: str) -> Any:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        message = given.get("message", "")
        try:
            decision, chosen = _decision(given), _chosen(given)
            items, mark = rehearse_decisions(session, edition, decision, chosen, message)
        except Invalid as refusal:
            decision, items, mark, fault = "", [], "", fault or refusal.message
    return render(
        "reviews/decisions.html",
        edition=edition,
        decision=decision,
        items=items,
        mark=mark,
        message=message,
        fault=fault,
    )


def _decision(given: Any) -> str:
    decision = str(given.get("decision", ""))
    if decision not in DECISIONS:
        raise Invalid("Choose what to decide", pointer="/decision")
    return decision


def _chosen(given: Any) -> set[uuid.UUID]:
    try:
        return {uuid.UUID(value) for value in given.getlist("proposal")}
    except ValueError as error:
        raise Invalid("Choose proposals of this edition", pointer="/proposals") from error


def _round_of(typed: dict[str, str]) -> dict[str, Any]:
    criteria = []
    for line in typed.get("criteria", "").splitlines():
        label, _, weight = (part.strip() for part in line.partition("|"))
        if not label and not weight:
            continue
        try:
            criteria.append({"label": label, "weight": float(weight or 1)})
        except ValueError as error:
            raise Invalid(f"“{weight}” is not a weight", pointer="/criteria") from error
    number = typed.get("per_proposal", "")
    if not number.isdecimal() or not 1 <= int(number) <= 10:
        raise Invalid("Give each proposal 1 to 10 reviewers", pointer="/per_proposal")
    return {
        "criteria": criteria,
        "per_proposal": int(number),
        "is_anonymous": bool(typed.get("is_anonymous")),
    }


def proposal_page(slug: str, proposal_id: uuid.UUID, faults: dict[str, str]) -> str:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        proposal = get_proposal(session, proposal_id)
        if proposal.edition_id != edition.id or proposal.state == ProposalState.DRAFT:
            raise NotFound("There is no such proposal. Go back to the edition.")
        reviews = [r for r in list_reviews(session, edition.id) if r.proposal_id == proposal_id]
        keys = {person_key(person["name"]) for person in proposal.people}
        before = [
            found
            for found in list_feedback_before(session, edition.id)
            if keys & {person_key(name) for name in found.names}
        ]
        return render(
            "reviews/proposal.html",
            others=_others(session, edition),
            edition=edition,
            proposal=proposal,
            reviews=reviews,
            round=get_round(session, edition.id),
            views=list_group_views(session, proposal_id),
            before=before,
            faults=faults,
            form={"typed": request.form},
            formats=FORMAT_LABELS,
            kinds=KIND_LABELS,
        )


def _edition(slug: str) -> Edition:
    with database.reading() as session:
        return get_edition_by_slug(session, slug)


def _others(session: Session, edition: Edition) -> dict[str, str]:
    """The editions that a proposal of this one can be moved to."""
    now = dt.datetime.now(dt.UTC)
    found = list_editions(session, limit=50, cursor=None).items
    open_ones = [one for one in found if state_of(one, now) != EditionState.ENDED]
    return {str(one.id): one.name for one in open_ones if one.id != edition.id}
