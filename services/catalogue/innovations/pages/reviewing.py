"""What reviewers do: the queue, editing, publishing and withdrawing."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, flash, request

from services.catalogue.database import database
from services.catalogue.innovations.actions import (
    edit_innovation,
    publish_innovations,
    withdraw_innovation,
)
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.pages.blueprint import PAGE_LENGTH, blueprint, now, reader
from services.catalogue.innovations.pages.forms import current_names, listed, read_form, typed
from services.catalogue.innovations.queries import (
    Filters,
    count_by_state,
    get_by_slug,
    get_innovation,
    list_innovations,
)
from services.catalogue.innovations.rules import (
    InnovationStale,
    InnovationText,
    Source,
    State,
    address_of,
    check_may_change,
)
from services.catalogue.organisations.queries import Bodies, get_bodies
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Invalid, Refusal
from shared.register import REGIONS
from shared.web import page_redirect, render


@blueprint.get("/review")
@access(Role.REVIEWER)
def review() -> str:
    """Drafts that wait for a decision; by choice what was published or withdrawn."""
    return _queue()


@blueprint.post("/review")
@access(Role.REVIEWER)
def publish_chosen() -> Any:
    """Publish the drafts that were ticked, each as it was read."""
    chosen = dict(_chosen(value) for value in request.form.getlist("innovation"))
    if not chosen:
        return _queue("Choose the innovations to publish"), 422
    try:
        publish_innovations(chosen, now())
    except Refusal as refusal:
        return _queue(refusal.message), refusal.status
    flash(f"{len(chosen)} {'innovation is' if len(chosen) == 1 else 'innovations are'} public.")
    return page_redirect("/catalogue/review")


def _chosen(value: str) -> tuple[uuid.UUID, int]:
    """Read a tick: the id and the version that was shown."""
    innovation_id, _, version = value.partition(".")
    try:
        return uuid.UUID(innovation_id), int(version)
    except ValueError as error:
        raise Invalid("This form is out of date. Load the page again.") from error


def _queue(fault: str = "") -> str:
    state = request.args.get("state", State.DRAFT)
    source = request.args.get("source", "")
    words = request.args.get("q", "")[:200]
    filters = Filters(
        state=state if state in set(State) else State.DRAFT,
        source=source if source in set(Source) else None,
        title_words=words,
    )
    with database.reading() as session:
        page = list_innovations(
            session, reader(), filters, limit=PAGE_LENGTH, cursor=request.args.get("cursor")
        )
        bodies = get_bodies(session)
        waiting = count_by_state(session)
    return render(
        "innovations/review.html",
        page=page,
        filters=filters,
        counts=waiting,
        fault=fault,
        council_of=lambda row: bodies.find(row.organisation_id),
    )


@blueprint.get("/innovations/<slug>/edit")
@access(Role.CONTRIBUTOR, Role.REVIEWER)
def edit_form(slug: str) -> str:
    """An innovation's texts, to be changed."""
    with database.reading() as session:
        innovation = get_by_slug(session, slug, reader())
        bodies = get_bodies(session)
    check_may_change(reader(), innovation.state, innovation.submitted_by)
    body = bodies.find(innovation.organisation_id)
    return _edit(innovation, typed(innovation) | {"council": body.name if body else ""}, {}, bodies)


@blueprint.post("/innovations/<slug>/edit")
@access(Role.CONTRIBUTOR, Role.REVIEWER)
def edit(slug: str) -> Any:
    """Keep the changes, unless somebody else has changed it meanwhile."""
    text, faults = read_form(request.form)
    with database.reading() as session:
        innovation = get_by_slug(session, slug, reader())
        bodies = get_bodies(session)
    changes, unknown = _changes(innovation, text, bodies)
    faults |= unknown
    if faults:
        return _edit(innovation, request.form, faults, bodies), 422
    try:
        version = request.form.get("version", default=0, type=int)
        edit_innovation(innovation.id, changes, version=version, reader=reader(), now=now())
    except InnovationStale as stale:
        return _edit(innovation, request.form, {"version": stale.message}, bodies), stale.status
    flash("Your changes are saved.")
    return page_redirect(address_of(slug))


def _changes(
    innovation: Innovation, text: InnovationText, bodies: Bodies
) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form changes, and what is wrong with the official name, which reviewers may choose.

    Left as it was it says nothing, so that a name written anew is matched anew.
    """
    changes = dict(vars(text))
    body = bodies.find(innovation.organisation_id)
    official = " ".join(request.form.get("council", "").split())
    if not reader().is_reviewer or official == (body.name if body else ""):
        return changes, {}
    if not official:
        return changes | {"organisation_id": None}, {}
    chosen = bodies.match(official).council
    if chosen is None:
        return changes, {"council": "Choose an official name from the list"}
    return changes | {"organisation_id": chosen.id}, {}


def _edit(innovation: Innovation, values: Any, faults: dict[str, str], bodies: Bodies) -> str:
    return render(
        "innovations/edit.html",
        innovation=innovation,
        values=values,
        faults=faults,
        errors=listed(faults),
        names=current_names(bodies),
        regions=REGIONS,
        reader=reader(),
    )


@blueprint.post("/innovations/<uuid:innovation_id>/publication")
@access(Role.REVIEWER)
def publish(innovation_id: uuid.UUID) -> Response:
    """Make an innovation public as it was read."""
    version = request.form.get("version", type=int)
    [innovation] = publish_innovations({innovation_id: version}, now())
    flash("The innovation is public. It is found by search within a second.")
    return page_redirect(address_of(innovation.slug))


@blueprint.post("/innovations/<uuid:innovation_id>/withdrawal")
@access(Role.CONTRIBUTOR, Role.REVIEWER)
def withdraw(innovation_id: uuid.UUID) -> Response:
    """Take an innovation out of the catalogue, or give a draft up."""
    with database.reading() as session:
        was_public = get_innovation(session, innovation_id, reader()).state == State.PUBLISHED
    withdraw_innovation(innovation_id, reader=reader(), now=now())
    flash("The innovation is no longer public." if was_public else "The draft is put aside.")
    return page_redirect("/catalogue/review" if reader().is_reviewer else "/catalogue/submissions")
