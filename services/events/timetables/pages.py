"""The organiser's pages of timetables: start or mend one, watch it, read why, and apply it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.events.database import database
from services.events.editions.queries import get_edition_by_slug
from services.events.programme.actions import Actor
from services.events.solving.queries import get_run, list_runs
from services.events.solving.rules import Limits, RunKind, RunState
from services.events.timetables.actions import apply_timetable, start_timetable, stop_timetable
from services.events.timetables.queries import find_difference, find_facts, find_forecast
from services.events.timetables.schemas import TimetableIn, summary_shape, timetable_shape
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "timetables", __name__)


@pages.get("/editions/<slug>/timetables")
@access(Role.ORGANISER)
def index(slug: str) -> str:
    """An edition's timetables, and the form that starts or mends one."""
    return _page(slug, {}, {})


@pages.post("/editions/<slug>/timetables")
@access(Role.ORGANISER)
def start(slug: str) -> Any:
    """Start a run."""
    form = request.form
    typed: dict[str, Any] = {n: form.get(n, "").strip() for n in ("mode", "max_sessions")}
    typed["lost_stages"] = form.getlist("lost_stages")
    asked = {name: value for name, value in typed.items() if value}
    if form.get("fill"):
        asked["fill"] = True
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    settings = current_app.config["SETTINGS"]
    try:
        run = start_timetable(
            edition.id,
            TimetableIn().load(asked),
            by=require_principal().subject,
            defaults=Limits(workers=settings.solver_workers, memory_mb=settings.solver_memory_mb),
            now=dt.datetime.now(dt.UTC),
        )
    except (ValidationError, Refusal) as error:
        return _page(slug, typed, faults_of(error)), status_of(error)
    return page_redirect(f"/events/editions/{slug}/timetables/{run.number}")


@pages.get("/editions/<slug>/timetables/<int:number>")
@access(Role.ORGANISER)
def show(slug: str, number: int) -> str:
    """How far a run is, or what it places, what it leaves out, and what applying it changes."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        run = get_run(session, RunKind.TIMETABLE, edition.id, number)
        facts = find_facts(session, edition)
        found = find_difference(run, facts) if run.state == RunState.FINISHED else None
        shape = timetable_shape(run, facts, find_forecast(session, run, facts))
    for row in shape["placed"]:
        row |= {name: dt.datetime.fromisoformat(row[name]) for name in ("starts", "ends")}
    return render("timetables/show.html", edition=edition, run=shape, difference=found)


@pages.post("/editions/<slug>/timetables/<int:number>/stop")
@access(Role.ORGANISER)
def stop(slug: str, number: int) -> Any:
    """Stop a run with its best timetable kept."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    try:
        stop_timetable(edition.id, number, dt.datetime.now(dt.UTC))
        flash("The run is stopping. Its best timetable is kept.")
    except Refusal as refusal:
        flash(refusal.message)
    return page_redirect(f"/events/editions/{slug}/timetables/{number}")


@pages.post("/editions/<slug>/timetables/<int:number>/application")
@access(Role.ORGANISER)
def apply(slug: str, number: int) -> Any:
    """Put a timetable into the programme as the difference was shown."""
    person = require_principal()
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)

    def check(mark: str) -> None:
        if mark != request.form.get("mark"):
            raise Stale("The programme has changed since. Look at the difference again.")

    try:
        actor = Actor(person.subject, person.name)
        apply_timetable(edition.id, number, check, actor, dt.datetime.now(dt.UTC))
        flash("The programme is changed.")
    except Refusal as refusal:
        flash(refusal.message)
    return page_redirect(f"/events/editions/{slug}/timetables/{number}")


def _page(slug: str, typed: dict[str, Any], faults: dict[str, str]) -> str:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        page = list_runs(session, RunKind.TIMETABLE, edition.id, limit=20, cursor=None)
    runs = [summary_shape(run) for run in page.items]
    return render("timetables/index.html", edition=edition, runs=runs, typed=typed, faults=faults)
