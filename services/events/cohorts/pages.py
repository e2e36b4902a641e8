"""Pages of cohorts: what anybody sees of one, and the organiser's forms; a scheme with its cohorts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, request
from marshmallow import ValidationError

from services.events.cohorts.actions import create_cohort, edit_cohort
from services.events.cohorts.queries import (
    Cohort,
    call_of,
    get_cohort_by_slug,
    list_cohorts,
    list_cohorts_of_scheme,
    state_of,
)
from services.events.cohorts.rules import WEIGHTS, CohortState
from services.events.cohorts.schemas import CohortIn, cohort_data, cohort_typed
from services.events.database import database
from services.events.schemes.queries import Scheme, get_scheme_by_slug
from services.events.schemes.rules import steps_of
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.register import REGIONS
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "cohorts", __name__)

STATE_LABELS = {
    CohortState.PLANNED: "Applications are not open yet.",
    CohortState.CALLING: "Applications are open.",
    CohortState.SELECTING: "Applications have closed. The councils are being selected.",
    CohortState.DECIDED: "The councils have been selected.",
    CohortState.RUNNING: "This cohort is running.",
    CohortState.ENDED: "This cohort has ended.",
    CohortState.CANCELLED: "This cohort was cancelled.",
}
_DEFAULTS = {
    "seats": "16",
    "councils_least": "6",
    "councils_most": "8",
    "seats_least": "1",
    "seats_most": "4",
    "grace_minutes": "15",
    "accept_days": "10",
    "opens_at-clock": "9am",
    "deadline_at-clock": "5pm",
} | {f"weight-{name}": str(value) for name, value in WEIGHTS.items()}
_CHANGED = (
    "Somebody else changed this cohort while you were editing. Nothing was saved."
    " Open the cohort again to see their changes, then make yours."
)


@pages.get("/cohorts")
@anyone()
def index() -> str:
    """The list of cohorts."""
    now = dt.datetime.now(dt.UTC)
    with database.reading() as session:
        page = list_cohorts(session, limit=50, cursor=request.args.get("cursor"))
    states = {cohort.id: state_of(cohort, now) for cohort in page.items}
    return render("cohorts/index.html", page=page, states=states, labels=STATE_LABELS)


@pages.get("/cohorts/<slug>")
@anyone()
def show(slug: str) -> str:
    """What a cohort is, and how to join it."""
    now = dt.datetime.now(dt.UTC)
    cohort = _cohort(slug)
    return render(
        "cohorts/show.html",
        cohort=cohort,
        call=call_of(cohort, now),
        state=state_of(cohort, now),
        steps=steps_of(cohort.scheme.plan),
        labels=STATE_LABELS,
    )


@pages.get("/schemes/<slug>")
@access(Role.ORGANISER)
def show_scheme(slug: str) -> str:
    """A scheme with its cohorts."""
    with database.reading() as session:
        scheme = get_scheme_by_slug(session, slug)
        cohorts = list_cohorts_of_scheme(session, scheme.id)
    return render("cohorts/scheme.html", scheme=scheme, cohorts=cohorts)


@pages.get("/schemes/<slug>/cohorts/new")
@access(Role.ORGANISER)
def ask(slug: str) -> str:
    """The form of a new cohort."""
    return _form(_scheme(slug), None, dict(_DEFAULTS), {})


@pages.post("/schemes/<slug>/cohorts/new")
@access(Role.ORGANISER)
def create(slug: str) -> Any:
    """Create the cohort, or show what is wrong with it."""
    scheme = _scheme(slug)
    try:
        data = cohort_data(request.form) | {"scheme_id": str(scheme.id)}
        cohort = create_cohort(CohortIn().load(data), dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return _form(scheme, None, _typed(), faults_of(error)), status_of(error)
    flash(f"{cohort.name} was created.")
    return page_redirect(f"/events/cohorts/{cohort.slug}/workspace")


@pages.get("/cohorts/<slug>/edit")
@access(Role.ORGANISER)
def ask_changes(slug: str) -> str:
    """The form filled with the cohort."""
    cohort = _cohort(slug)
    return _form(cohort.scheme, cohort, cohort_typed(cohort), {})


@pages.post("/cohorts/<slug>/edit")
@access(Role.ORGANISER)
def edit(slug: str) -> Any:
    """Change the cohort, or show what is wrong."""
    cohort = _cohort(slug)

    def check_version(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale(_CHANGED)

    try:
        data = cohort_data(request.form) | {"scheme_id": str(cohort.scheme_id)}
        changes: dict[str, Any] = CohortIn().load(data)  # the form has every field
        edit_cohort(cohort.id, changes, check_version)
    except (ValidationError, Refusal) as error:
        return _form(cohort.scheme, cohort, _typed(), faults_of(error)), status_of(error)
    flash("The cohort was changed.")
    return page_redirect(f"/events/cohorts/{slug}/workspace")


def _cohort(slug: str) -> Cohort:
    with database.reading() as session:
        return get_cohort_by_slug(session, slug)


def _scheme(slug: str) -> Scheme:
    with database.reading() as session:
        return get_scheme_by_slug(session, slug)


def _typed() -> dict[str, Any]:
    return dict(request.form) | {"regions": request.form.getlist("regions")}


def _form(
    scheme: Scheme, cohort: Cohort | None, typed: dict[str, Any], faults: dict[str, str]
) -> str:
    return render(
        "cohorts/form.html",
        scheme=scheme,
        cohort=cohort,
        typed=typed,
        faults=faults,
        regions=REGIONS,
    )
