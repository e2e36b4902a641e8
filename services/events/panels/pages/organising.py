"""The organiser's page of a cohort's panel: its members, their scores and conflicts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.events.cohorts.queries import get_cohort_by_slug
from services.events.database import database
from services.events.panels.actions import add_member, declare_conflict
from services.events.panels.queries import list_judged, list_members
from services.events.panels.schemas import MemberIn
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Invalid, Refusal
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "panels", "services.events.panels")


@pages.get("/cohorts/<slug>/panel")
@access(Role.ORGANISER)
def show(slug: str) -> str:
    """Who scores, what they gave, and how far apart it lies."""
    return _page(slug, {}, {})


@pages.post("/cohorts/<slug>/panel")
@access(Role.ORGANISER)
def add(slug: str) -> Any:
    """Ask somebody to score."""
    typed = {name: request.form.get(name, "") for name in ("name", "email")}
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
    try:
        url = current_app.config["SETTINGS"].public_url
        add_member(cohort.id, **MemberIn().load(typed), public_url=url, now=dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return _page(slug, typed, faults_of(error)), status_of(error)
    flash(f"{typed['name'].strip()} is asked to score.")
    return page_redirect(f"/events/cohorts/{slug}/panel")


@pages.post("/cohorts/<slug>/panel/conflicts")
@access(Role.ORGANISER)
def conflict(slug: str) -> Any:
    """Take an application away from a member."""
    try:
        member, application = (
            uuid.UUID(request.form.get(n, "")) for n in ("member", "application")
        )
    except ValueError as error:
        raise Invalid("Choose a member and an application.", pointer="/member") from error
    declare_conflict(member, application, dt.datetime.now(dt.UTC))
    flash("They no longer see this application.")
    return page_redirect(f"/events/cohorts/{slug}/panel")


def _page(slug: str, typed: dict[str, str], faults: dict[str, str]) -> str:
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        return render(
            "panels/panel.html",
            cohort=cohort,
            members=list_members(session, cohort.id),
            judged=list_judged(session, cohort.id),
            typed=typed,
            faults=faults,
        )
