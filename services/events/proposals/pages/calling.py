"""The open call: begin a proposal, come back by a mailed link, save it and send it in."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, current_app, flash, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from marshmallow import ValidationError

from services.events.database import database
from services.events.editions.queries import (
    Edition,
    call_state_of,
    get_edition,
    get_edition_by_slug,
)
from services.events.editions.rules import accepts_proposals
from services.events.proposals.actions import (
    begin_proposal,
    open_link,
    save_proposal,
    send_link_again,
)
from services.events.proposals.models import Proposal
from services.events.proposals.pages.entering import same_version
from services.events.proposals.queries import get_proposal
from services.events.proposals.rules import FORMAT_LABELS, KIND_LABELS, ProposalState
from services.events.proposals.schemas import (
    PROPOSAL_CHANGE,
    SUBMITTED_CHANGE,
    BeginningIn,
    ProposalForm,
)
from shared.auth.access import anyone
from shared.refusals import Gone, Refusal
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "calls", "services.events.proposals")

_COOKIE = "__Host-zone-proposal"
_HELD_SECONDS = 12 * 3600


@pages.get("/<slug>/propose")
@anyone()
def ask(slug: str) -> str:
    """How to propose, and the form to begin; or that the call is closed."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    return _beginning(edition, {}, {})


@pages.post("/<slug>/propose")
@anyone()
def begin(slug: str) -> Any:
    """Keep a draft and mail the link, or show what is wrong."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    names = ("name", "email", "organisation_name", "title")
    typed = {name: request.form.get(name, "") for name in names}
    try:
        begin_proposal(edition.id, BeginningIn().load(typed), _public_url(), _now())
    except (ValidationError, Refusal) as error:
        return _beginning(edition, typed, faults_of(error)), status_of(error)
    return page_redirect(f"/events/{slug}/propose/sent")


@pages.get("/<slug>/propose/sent")
@anyone()
def sent(slug: str) -> str:
    """Say that the link is on its way."""
    with database.reading() as session:
        return render("proposals/sent.html", edition=get_edition_by_slug(session, slug))


@pages.get("/proposals/link/<token>")
@anyone()
def ask_open(token: str) -> str:
    """A button: programs that follow links in mails must not spend this one."""
    return render("proposals/open.html", token=token)


@pages.post("/proposals/link/<token>")
@anyone()
def open_mailed(token: str) -> Response:
    """Spend the link and let this browser edit the proposal for twelve hours."""
    proposal_id = open_link(token, _now())
    response = page_redirect(f"/events/proposals/mine/{proposal_id}")
    response.set_cookie(
        _COOKIE,
        _signer().dumps(str(proposal_id)),
        max_age=_HELD_SECONDS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response


@pages.get("/proposals/mine/<uuid:proposal_id>")
@anyone()
def mine(proposal_id: uuid.UUID) -> str:
    """The proposal as its proposer sees it."""
    edition, proposal = _held(proposal_id)
    return _form(edition, ProposalForm.of(proposal), {}, proposal)


@pages.post("/proposals/mine/<uuid:proposal_id>")
@anyone()
def save(proposal_id: uuid.UUID) -> Any:
    """Save it, send it in, or mail a link to come back; or show what is wrong."""
    edition, proposal = _held(proposal_id)
    form = ProposalForm.sent(request.form)
    submit = "submit" in request.form
    try:
        changes = form.load(SUBMITTED_CHANGE if submit else PROPOSAL_CHANGE)
        saved = save_proposal(
            proposal.id, changes, same_version(form.typed), submit=submit, now=_now()
        )
    except (ValidationError, Refusal) as error:
        return _form(edition, form, faults_of(error), proposal), status_of(error)
    if "later" in request.form:
        send_link_again(saved.id, _public_url(), _now())
        flash("Your proposal is saved. We have mailed you a link to come back to it.")
    elif submit:
        flash(f"We have your proposal. Its reference is {saved.reference}.")
    else:
        flash("Your proposal is saved.")
    return page_redirect(f"/events/proposals/mine/{saved.id}")


def _held(proposal_id: uuid.UUID) -> tuple[Edition, Proposal]:
    """Return the proposal where this browser holds it. Raises Gone."""
    try:
        held = _signer().loads(request.cookies.get(_COOKIE, ""), max_age=_HELD_SECONDS)
    except BadSignature:
        held = ""
    if held != str(proposal_id):
        raise Gone("Open your proposal by the link in our mail; it opens it for twelve hours.")
    with database.reading() as session:
        proposal = get_proposal(session, proposal_id)
        return get_edition(session, proposal.edition_id), proposal


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="held-proposal")


def _public_url() -> str:
    return str(current_app.config["SETTINGS"].public_url)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _beginning(edition: Edition, typed: dict[str, str], faults: dict[str, str]) -> str:
    state = call_state_of(edition, _now())
    return render(
        "proposals/begin.html",
        edition=edition,
        form={"typed": typed},
        faults=faults,
        state=state,
        is_open=accepts_proposals(state),
    )


def _form(edition: Edition, form: ProposalForm, faults: dict[str, str], proposal: Proposal) -> str:
    state = call_state_of(edition, _now())
    return render(
        "proposals/mine.html",
        edition=edition,
        form=form,
        faults=faults,
        proposal=proposal,
        formats=FORMAT_LABELS,
        kinds=KIND_LABELS,
        is_draft=proposal.state == ProposalState.DRAFT,
        can_edit=accepts_proposals(state)
        and proposal.state in (ProposalState.DRAFT, ProposalState.RECEIVED),
    )
