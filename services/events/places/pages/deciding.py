"""The organiser's pages of the decision: its form, and its letters before they leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, flash, request

from services.events.applications.queries import list_submitted
from services.events.cohorts.queries import Cohort, get_cohort_by_slug
from services.events.database import database
from services.events.places.actions import confirm_decision, rehearse_decision
from services.events.places.schemas import plan_of, plan_typed
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal
from shared.web import page_redirect, render
from shared.web.forms import faults_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "deciding", "services.events.places")


@pages.get("/cohorts/<slug>/decision")
@access(Role.ORGANISER)
def ask(slug: str) -> str:
    """The form of a decision; an address can fill it in: `seats-<id>=2`, `reserve-<id>=1`."""
    return _form(_cohort(slug), plan_typed(request.args), {})


@pages.post("/cohorts/<slug>/decision")
@access(Role.ORGANISER)
def rehearse(slug: str) -> Any:
    """Show every letter before it leaves."""
    cohort, typed = _cohort(slug), plan_typed(request.form)
    try:
        plan = plan_of(request.form)
        rehearsal = rehearse_decision(cohort.id, plan, dt.datetime.now(dt.UTC))
    except Refusal as refusal:
        return _form(cohort, typed, faults_of(refusal)), refusal.status
    return render("places/rehearsal.html", cohort=cohort, rehearsal=rehearsal, typed=typed)


@pages.post("/cohorts/<slug>/decision/confirm")
@access(Role.ORGANISER)
def confirm(slug: str) -> Any:
    """Keep the decision and send the letters."""
    cohort, principal = _cohort(slug), require_principal()
    try:
        confirm_decision(
            cohort.id,
            plan_of(request.form),
            request.form.get("mark", ""),
            decided_by=principal.subject,
            decided_by_name=principal.name,
            public_url=current_app.config["SETTINGS"].public_url,
            now=dt.datetime.now(dt.UTC),
        )
    except Refusal as refusal:
        return _form(cohort, plan_typed(request.form), faults_of(refusal)), refusal.status
    flash("The decision is kept, and the letters are on their way.")
    return page_redirect(f"/events/cohorts/{slug}/places")


def _cohort(slug: str) -> Cohort:
    with database.reading() as session:
        return get_cohort_by_slug(session, slug)


def _form(cohort: Cohort, typed: dict[str, str], faults: dict[str, str]) -> str:
    with database.reading() as session:
        applications = list_submitted(session, cohort.id)
    best = sorted(applications, key=lambda a: (a.score is None, -(a.score or 0), a.reference))
    return render(
        "places/decision.html", cohort=cohort, applications=best, typed=typed, faults=faults
    )
