"""The applicant's form and the sponsor's page, reached by mailed links; only POSTs change anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.events.applications.actions import (
    begin_application,
    confirm_sponsor,
    save_application,
    submit_application,
    withdraw_application,
)
from services.events.applications.queries import Application, completeness_of, get_by_token
from services.events.applications.schemas import (
    ApplicantsChange,
    BeginForm,
    application_data,
    application_typed,
)
from services.events.cohorts.queries import call_of, get_cohort_by_slug
from services.events.cohorts.rules import takes_applications
from services.events.database import database
from services.events.organisations.queries import list_council_names
from services.events.schemes.rules import workshops_of
from shared.auth.access import anyone
from shared.refusals import Refusal, Stale
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "applying", "services.events.applications")

_CHANGED = (
    "Somebody else of your team saved the application while you were editing. Nothing was saved."
    " Open it again by its link to see their changes, then make yours."
)


@pages.get("/cohorts/<slug>/apply")
@anyone()
def ask(slug: str) -> str:
    """Ask who applies, or who is interested."""
    return _begin_page(slug, {}, {})


@pages.post("/cohorts/<slug>/apply")
@anyone()
def begin(slug: str) -> Any:
    """Mail a form of their own to whoever wants to apply."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
    typed = {name: request.form.get(name, "") for name in ("name", "email", "council")}
    try:
        begin_application(
            cohort.id,
            **BeginForm().load(typed),
            public_url=_public_url(),
            now=dt.datetime.now(dt.UTC),
        )
    except (ValidationError, Refusal) as error:
        return _begin_page(slug, typed, faults_of(error)), status_of(error)
    return page_redirect(f"/events/cohorts/{slug}/apply/sent")


@pages.get("/cohorts/<slug>/apply/sent")
@anyone()
def sent(slug: str) -> str:
    """Say that a mail is on its way."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
    call = call_of(cohort, dt.datetime.now(dt.UTC))
    return render("applications/sent.html", cohort=cohort, open=takes_applications(call))


@pages.get("/applications/<token>")
@anyone()
def show(token: str) -> str:
    """The form as it was saved."""
    application = _application(token)
    return _form_page(application, application_typed(application), {})


@pages.post("/applications/<token>")
@anyone()
def save(token: str) -> Any:
    """Save the form, and send it in where they say so."""
    application = _application(token)
    now = dt.datetime.now(dt.UTC)

    def check_version(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale(_CHANGED)

    try:
        fields = ApplicantsChange().load(application_data(request.form, application.cohort))
        save_application(token, fields, check_version, public_url=_public_url(), now=now)
    except (ValidationError, Refusal) as error:
        return _form_page(application, _typed(), faults_of(error)), status_of(error)
    if "send" not in request.form:
        flash("Your application was saved.")
        return page_redirect(f"/events/applications/{token}")
    try:
        submit_application(token, public_url=_public_url(), now=now)
    except Refusal as refusal:
        saved = _application(token)
        return _form_page(saved, application_typed(saved), faults_of(refusal)), refusal.status
    flash("Your application was sent.")
    return page_redirect(f"/events/applications/{token}")


@pages.get("/applications/<token>/withdraw")
@anyone()
def ask_withdrawal(token: str) -> str:
    """Ask whether they mean it."""
    return render("applications/withdraw.html", application=_application(token), token=token)


@pages.post("/applications/<token>/withdraw")
@anyone()
def withdraw(token: str) -> Any:
    """Take the application back."""
    withdraw_application(token, dt.datetime.now(dt.UTC))
    flash("Your application was withdrawn. Save it again before the deadline to bring it back.")
    return page_redirect(f"/events/applications/{token}")


@pages.get("/sponsors/<token>")
@anyone()
def ask_sponsor(token: str) -> str:
    """Show what a sponsor agrees to; nothing changes, for scanners follow links."""
    with database.reading() as session:
        application = get_by_token(session, token, sponsor=True)
    workshops = workshops_of(application.cohort.scheme.plan)
    return render("applications/sponsor.html", application=application, workshops=workshops)


@pages.post("/sponsors/<token>")
@anyone()
def confirm(token: str) -> Any:
    """Keep the sponsor's word."""
    confirm_sponsor(token, dt.datetime.now(dt.UTC))
    return page_redirect(f"/events/sponsors/{token}")


def _application(token: str) -> Application:
    with database.reading() as session:
        return get_by_token(session, token)


def _typed() -> dict[str, Any]:
    lists = {name: request.form.getlist(name) for name in ("issues", "commitments")}
    return dict(request.form) | lists


def _begin_page(slug: str, typed: dict[str, str], faults: dict[str, str]) -> str:
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        councils = list_council_names(session)
    call = call_of(cohort, dt.datetime.now(dt.UTC))
    return render(
        "applications/begin.html",
        cohort=cohort,
        call=call,
        open=takes_applications(call),
        councils=councils,
        typed=typed,
        faults=faults,
    )


def _form_page(application: Application, typed: dict[str, Any], faults: dict[str, str]) -> str:
    cohort = application.cohort
    with database.reading() as session:
        councils = list_council_names(session)
    return render(
        "applications/form.html",
        application=application,
        cohort=cohort,
        open=takes_applications(call_of(cohort, dt.datetime.now(dt.UTC))),
        parts=completeness_of(application, cohort),
        workshops=workshops_of(cohort.scheme.plan),
        councils=councils,
        typed=typed,
        faults=faults,
    )


def _public_url() -> str:
    url: str = current_app.config["SETTINGS"].public_url
    return url
