"""The organiser's page of places: what became of them, one taken back, one more given."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.events.applications.queries import list_submitted
from services.events.cohorts.queries import get_cohort_by_slug
from services.events.database import database
from services.events.places.actions import add_place, withdraw_place
from services.events.places.queries import find_decision, list_places
from services.events.places.rules import HOLDING
from services.events.places.schemas import AdditionIn, WithdrawalIn
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Invalid, Refusal
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "places", "services.events.places")


@pages.get("/cohorts/<slug>/places")
@access(Role.ORGANISER)
def index(slug: str) -> str:
    """Who was offered a place, who took it, and who takes part."""
    return _page(slug, {}, {})


@pages.post("/cohorts/<slug>/places")
@access(Role.ORGANISER)
def add(slug: str) -> Any:
    """Offer free seats to one more."""
    typed = {name: request.form.get(name, "") for name in ("application_id", "seats")}
    try:
        if not typed["application_id"]:
            raise Invalid("Choose a council", pointer="/application_id")
        fields = AdditionIn().load(typed)
        add_place(_id_of(slug), **fields, public_url=_home(), now=dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return _page(slug, typed, faults_of(error)), status_of(error)
    flash("The place is offered, and the letter is on its way.")
    return page_redirect(f"/events/cohorts/{slug}/places")


@pages.post("/cohorts/<slug>/places/withdrawals")
@access(Role.ORGANISER)
def withdraw(slug: str) -> Any:
    """Take a place back."""
    typed = {name: request.form.get(name, "") for name in ("place_id", "reason")}
    try:
        withdraw_place(
            _id_of(slug),
            _place_id(typed["place_id"]),
            WithdrawalIn().load({"reason": typed["reason"]})["reason"],
            by_name=require_principal().name,
            public_url=_home(),
            now=dt.datetime.now(dt.UTC),
        )
    except (ValidationError, Refusal) as error:
        return _page(slug, typed, faults_of(error)), status_of(error)
    flash("The place is withdrawn, and the council is told why.")
    return page_redirect(f"/events/cohorts/{slug}/places")


def _place_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("Choose whose place", pointer="/place_id") from error


def _home() -> str:
    home: str = current_app.config["SETTINGS"].public_url
    return home


def _id_of(slug: str) -> UUID:
    with database.reading() as session:
        return get_cohort_by_slug(session, slug).id


def _page(slug: str, typed: dict[str, str], faults: dict[str, str]) -> str:
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        found = list_places(session, cohort.id)
        decision = find_decision(session, cohort.id)
        applications = list_submitted(session, cohort.id) if decision else []
    held = {place.application_id: place.seats for place in found if place.state in HOLDING}
    return render(
        "places/places.html",
        cohort=cohort,
        places=found,
        decision=decision,
        others=[a for a in applications if a.id not in held],
        free=cohort.seats - sum(held.values()),
        typed=typed,
        faults=faults,
    )
