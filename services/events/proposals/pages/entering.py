"""The forms in which organisers enter and change a proposal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, request
from marshmallow import ValidationError

from services.events.database import database
from services.events.editions.queries import Edition, get_edition_by_slug
from services.events.proposals.actions import add_proposal, edit_proposal
from services.events.proposals.models import Proposal
from services.events.proposals.queries import get_proposal
from services.events.proposals.rules import FORMAT_LABELS, KIND_LABELS
from services.events.proposals.schemas import PROPOSAL_CHANGE, ProposalForm, ProposalIn
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import NotFound, Refusal, Stale
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "proposals", "services.events.proposals")


@pages.get("/editions/<slug>/proposals/new")
@access(Role.ORGANISER)
def ask(slug: str) -> str:
    """The form of a proposal that no invitation led to."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    return _form(edition, ProposalForm({}, []), {})


@pages.post("/editions/<slug>/proposals/new")
@access(Role.ORGANISER)
def propose(slug: str) -> Any:
    """Add the proposal, or show what is wrong with it."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    form = ProposalForm.sent(request.form)
    try:
        add_proposal(edition.id, form.load(ProposalIn()), dt.datetime.now(dt.UTC))
    except ValidationError as error:
        return _form(edition, form, faults_of(error)), 422
    flash("The proposal was added.")
    return page_redirect(f"/events/editions/{slug}#proposals")


@pages.get("/editions/<slug>/proposals/<uuid:proposal_id>/edit")
@access(Role.ORGANISER)
def ask_changes(slug: str, proposal_id: uuid.UUID) -> str:
    """The form filled with the proposal."""
    edition, proposal = _proposal(slug, proposal_id)
    return _form(edition, ProposalForm.of(proposal), {}, proposal)


@pages.post("/editions/<slug>/proposals/<uuid:proposal_id>/edit")
@access(Role.ORGANISER)
def edit(slug: str, proposal_id: uuid.UUID) -> Any:
    """Change the proposal, or show what stands against it."""
    edition, proposal = _proposal(slug, proposal_id)
    form = ProposalForm.sent(request.form)
    try:
        changes = form.load(PROPOSAL_CHANGE)
        edit_proposal(proposal.id, changes, same_version(form.typed), dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return _form(edition, form, faults_of(error), proposal), status_of(error)
    flash(f"“{changes['title']}” was changed.")
    return page_redirect(f"/events/editions/{slug}#proposals")


def same_version(typed: dict[str, str]) -> Callable[[int], None]:
    """Return what refuses a form that was opened on another version."""

    def check(current: int) -> None:
        if typed.get("version") != str(current):
            raise Stale(
                "Somebody else changed this proposal while you were editing. Nothing was saved."
                " Open the proposal again to see their changes, then make yours."
            )

    return check


def _proposal(slug: str, proposal_id: uuid.UUID) -> tuple[Edition, Proposal]:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        proposal = get_proposal(session, proposal_id)
    if proposal.edition_id != edition.id:
        raise NotFound("There is no such proposal. Go back to the edition and choose another.")
    return edition, proposal


def _form(
    edition: Edition,
    form: ProposalForm,
    faults: dict[str, str],
    proposal: Proposal | None = None,
) -> str:
    return render(
        "proposals/entry.html",
        edition=edition,
        form=form,
        faults=faults,
        proposal=proposal,
        formats=FORMAT_LABELS,
        kinds=KIND_LABELS,
    )
