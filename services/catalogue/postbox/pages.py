"""The postbox for people: its list, an ask or offer, and the form to post one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, request
from werkzeug.datastructures import MultiDict

from services.catalogue.database import database
from services.catalogue.innovations.rules import theme_label
from services.catalogue.organisations.queries import get_bodies
from services.catalogue.postbox.actions import edit_posting, move_posting, post
from services.catalogue.postbox.models import Posting
from services.catalogue.postbox.queries import Filters, count_open, get_posting, list_postings
from services.catalogue.postbox.rules import (
    FIELDS,
    Kind,
    NotYourPosting,
    PostingStale,
    State,
    Writer,
    address_of,
    faults_of,
    may_change,
    read_written,
)
from shared.auth.access import access, anyone, current_principal, require_principal
from shared.auth.tokens import Role
from shared.db import new_id
from shared.refusals import Invalid
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint, sent_id

blueprint = page_blueprint("catalogue", "postbox", __name__)

_PAGE_LENGTH = 20
_POSTERS = (Role.CONTRIBUTOR, Role.REVIEWER)


@blueprint.context_processor
def names() -> dict[str, object]:
    """What every page of the postbox calls things."""
    return {"posting_address": address_of, "theme_label": theme_label}


@blueprint.get("/postbox")
@anyone()
def index() -> str:
    """Open asks and offers; by choice those that are answered or closed."""
    filters = Filters(
        kind=_one_of(Kind, "kind"),
        state=_one_of(State, "state") or State.OPEN,
        theme=request.args.get("theme") or None,
    )
    with database.reading() as session:
        page = list_postings(
            session, filters, limit=_PAGE_LENGTH, cursor=request.args.get("cursor")
        )
        counts = count_open(session)
    chosen = {"kind": filters.kind, "state": filters.state, "theme": filters.theme}
    return render(
        "postbox/index.html",
        page=page,
        filters=filters,
        counts=counts,
        chosen={name: str(value) for name, value in chosen.items() if value},
    )


@blueprint.get("/postbox/<uuid:posting_id>")
@anyone()
def show(posting_id: uuid.UUID) -> str:
    """An ask or an offer."""
    with database.reading() as session:
        posting = get_posting(session, posting_id)
        body = get_bodies(session).find(posting.organisation_id)
    return render(
        "postbox/show.html",
        posting=posting,
        body=body,
        changeable=may_change(_writer(), posting.author_id),
    )


@blueprint.get("/postbox/new")
@access(*_POSTERS)
def new_form() -> str:
    """The empty form; a search that found nothing begins it with its words."""
    values = {"kind": _one_of(Kind, "kind") or Kind.ASK, "title": request.args.get("title", "")}
    return _form(values, {}, submission_id=str(new_id()))


@blueprint.post("/postbox/new")
@access(*_POSTERS)
def create() -> Any:
    """Post what was typed; sending the same form twice makes one."""
    text, faults = _read(request.form)
    kind = request.form.get("kind", "")
    if kind not in set(Kind):
        faults = {"kind": "Choose whether you ask or offer"} | faults
    submission_id = sent_id("submission_id")
    if faults:
        return _form(request.form, faults, submission_id=str(submission_id)), 422
    posting = post(Kind(kind), text, submission_id=submission_id, writer=_signed_in(), now=_now())
    flash(f"Your {posting.kind} is in the postbox.")
    return page_redirect(address_of(posting.id))


@blueprint.get("/postbox/<uuid:posting_id>/edit")
@access(*_POSTERS)
def edit_form(posting_id: uuid.UUID) -> str:
    """A posting's texts, to be changed."""
    posting = _own(posting_id)
    return _form(_typed(posting), {}, posting=posting)


@blueprint.post("/postbox/<uuid:posting_id>/edit")
@access(*_POSTERS)
def edit(posting_id: uuid.UUID) -> Any:
    """Keep the changes, unless somebody else has changed it meanwhile."""
    posting = _own(posting_id)
    text, faults = _read(request.form)
    if faults:
        return _form(request.form, faults, posting=posting), 422
    version = request.form.get("version", default=0, type=int)
    try:
        edit_posting(posting_id, text, version=version, writer=_signed_in(), now=_now())
    except PostingStale as stale:
        return _form(request.form, {"version": stale.message}, posting=posting), stale.status
    flash("Your changes are saved.")
    return page_redirect(address_of(posting_id))


@blueprint.post("/postbox/<uuid:posting_id>/state")
@access(*_POSTERS)
def move(posting_id: uuid.UUID) -> Any:
    """Say that it is answered, closed or open again."""
    state = request.form.get("state", "")
    if state not in set(State):
        raise Invalid("Choose whether it is open, answered or closed.", pointer="/state")
    version = request.form.get("version", type=int)
    move_posting(posting_id, State(state), version=version, writer=_signed_in(), now=_now())
    flash(
        {"open": "It is open again.", "answered": "It is answered.", "closed": "It is closed."}[
            state
        ]
    )
    return page_redirect(address_of(posting_id))


def _read(form: MultiDict[str, str]) -> tuple[Any, dict[str, str]]:
    text = read_written({name: form.get(name, "") for name in FIELDS})
    return text, faults_of(text)


def _form(
    values: Mapping[str, Any],
    faults: dict[str, str],
    *,
    submission_id: str = "",
    posting: Posting | None = None,
) -> str:
    with database.reading() as session:
        bodies = get_bodies(session)
    order = ("kind", *FIELDS)
    return render(
        "postbox/form.html",
        values=values,
        faults=faults,
        errors=[{"text": faults[n], "href": f"#{n}"} for n in order if n in faults],
        submission_id=submission_id,
        posting=posting,
        names=sorted(body.name for body in bodies.register.councils if body.is_current),
    )


def _typed(posting: Posting) -> dict[str, str]:
    return {
        "title": posting.title,
        "text": posting.text,
        "organisation": posting.organisation_name,
        "themes": "; ".join(theme_label(theme) for theme in posting.themes),
    }


def _own(posting_id: uuid.UUID) -> Posting:
    with database.reading() as session:
        posting = get_posting(session, posting_id)
    if not may_change(_writer(), posting.author_id):
        raise NotYourPosting
    return posting


def _writer() -> Writer | None:
    principal = current_principal()
    if principal is None or not principal.has(*_POSTERS):
        return None
    return Writer(principal.subject, is_reviewer=principal.has(Role.REVIEWER))


def _signed_in() -> Writer:
    principal = require_principal()
    return Writer(principal.subject, is_reviewer=principal.has(Role.REVIEWER))


def _one_of(kinds: Any, name: str) -> Any:
    asked = request.args.get(name, "")
    return kinds(asked) if asked in set(kinds) else None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
