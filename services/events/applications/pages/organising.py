"""The organiser's pages: how a call fills, and one application."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app, flash, request

from services.events.applications.actions import resend_link
from services.events.applications.queries import (
    completeness_of,
    count_by_state,
    get_application,
    get_coverage,
    list_applications,
)
from services.events.applications.rules import State
from services.events.cohorts.queries import call_of, get_cohort_by_slug, state_of
from services.events.database import database
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import NotFound
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "applications", "services.events.applications")


@pages.get("/cohorts/<slug>/workspace")
@access(Role.ORGANISER)
def workspace(slug: str) -> str:
    """How a cohort's call fills; `?state=` and `?unmatched=1` choose among the applications."""
    now = dt.datetime.now(dt.UTC)
    state = request.args.get("state", default=None, type=State)
    unmatched = request.args.get("unmatched") == "1"
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        page = list_applications(
            session,
            cohort.id,
            limit=50,
            cursor=request.args.get("cursor"),
            state=state,
            unmatched=unmatched,
        )
        return render(
            "applications/workspace.html",
            cohort=cohort,
            call=call_of(cohort, now),
            state=state_of(cohort, now),
            counts=count_by_state(session, cohort.id),
            coverage=get_coverage(session, cohort),
            page=page,
            chosen="unmatched" if unmatched else state,
        )


@pages.get("/cohorts/<slug>/applications/<uuid:application_id>")
@access(Role.ORGANISER)
def show(slug: str, application_id: uuid.UUID) -> str:
    """One application, with what it still lacks."""
    with database.reading() as session:
        application = get_application(session, application_id)
    if application.cohort.slug != slug:
        raise NotFound("This application is for another cohort.")
    parts = completeness_of(application, application.cohort)
    return render("applications/show.html", application=application, parts=parts)


@pages.post("/cohorts/<slug>/applications/<uuid:application_id>/link")
@access(Role.ORGANISER)
def send_link(slug: str, application_id: uuid.UUID) -> Any:
    """Mail the applicant a new link."""
    resend_link(application_id, current_app.config["SETTINGS"].public_url)
    flash("A new link is on its way. The earlier link no longer works.")
    return page_redirect(f"/events/cohorts/{slug}/applications/{application_id}")
