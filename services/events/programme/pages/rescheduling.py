"""A whole edition moved to other days: what that does is shown, then done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, request

from services.events.database import database
from services.events.editions.queries import get_edition_by_slug
from services.events.programme.actions import rehearse_rescheduling, reschedule_edition
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Invalid, Refusal
from shared.web import page_redirect, render
from shared.web.forms import faults_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "rescheduling", "services.events.programme")


@pages.get("/editions/<slug>/reschedule")
@access(Role.ORGANISER)
def rehearse(slug: str) -> tuple[str, int]:
    """The form; with `?starts_on=` what moving there does and whom it tells."""
    return _page(slug, request.args, None)


@pages.post("/editions/<slug>/reschedule")
@access(Role.ORGANISER)
def reschedule(slug: str) -> Any:
    """Move it, or show again what has changed since."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    form = request.form
    try:
        done = reschedule_edition(
            edition.id,
            _first_day(form.get("starts_on", "")),
            form.get("message", ""),
            form.get("mark", ""),
        )
    except Refusal as refusal:
        return _page(slug, form, refusal)
    flash(f"{edition.name} was moved. {len(done.person_ids)} letters are on their way.")
    return page_redirect(f"/events/editions/{slug}")


def _first_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid("Enter the day like 2026-10-20", pointer="/starts_on") from error


def _page(slug: str, given: Any, refusal: Refusal | None) -> tuple[str, int]:
    typed = {name: given.get(name, "") for name in ("starts_on", "message")}
    found = None
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        if "starts_on" in given:
            try:
                first_day = _first_day(typed["starts_on"])
                found = rehearse_rescheduling(session, edition, first_day, typed["message"])
            except Invalid as fault:
                refusal = refusal or fault
        page = render(
            "programme/reschedule.html",
            edition=edition,
            typed=typed,
            found=found,
            faults=faults_of(refusal) if refusal else {},
        )
    return page, refusal.status if refusal else 200
