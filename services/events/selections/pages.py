"""The organiser's pages of selections: start one, watch it, and read what came out and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.events.cohorts.queries import get_cohort_by_slug
from services.events.database import database
from services.events.selections.actions import start_selection, stop_selection
from services.events.selections.rules import cards_of, plan_query
from services.events.selections.schemas import (
    SelectionIn,
    selection_data,
    selection_faults,
    selection_shape,
    selection_typed,
)
from services.events.solving.queries import get_run, list_runs
from services.events.solving.rules import RunKind
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal
from shared.web import page_redirect, render
from shared.web.forms import status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "selections", __name__)


@pages.get("/cohorts/<slug>/selections")
@access(Role.ORGANISER)
def index(slug: str) -> str:
    """A cohort's selections, and the form that starts one."""
    return _page(slug, None, {})


@pages.post("/cohorts/<slug>/selections")
@access(Role.ORGANISER)
def start(slug: str) -> Any:
    """Start a selection."""
    typed = dict(request.form)
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
    try:
        run = start_selection(
            cohort.id,
            SelectionIn().load(selection_data(typed)),
            by=require_principal().subject,
            memory_mb=current_app.config["SETTINGS"].solver_memory_mb,
            now=dt.datetime.now(dt.UTC),
        )
    except (ValidationError, Refusal) as error:
        return _page(slug, typed, selection_faults(error)), status_of(error)
    return page_redirect(f"/events/cohorts/{slug}/selections/{run.number}")


@pages.get("/cohorts/<slug>/selections/<int:number>")
@access(Role.ORGANISER)
def show(slug: str, number: int) -> str:
    """How far a selection is, or what came out and why."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        run = selection_shape(get_run(session, RunKind.SELECTION, cohort.id, number))
    cards, height = cards_of(run["groups"])
    return render(
        "selections/show.html",
        cohort=cohort,
        run=run,
        cards=cards,
        height=height,
        plan_query=plan_query,
    )


@pages.post("/cohorts/<slug>/selections/<int:number>/stop")
@access(Role.ORGANISER)
def stop(slug: str, number: int) -> Any:
    """Stop a selection with its best answer kept."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
    try:
        stop_selection(cohort.id, number, dt.datetime.now(dt.UTC))
        flash("The selection is stopping. Its best answer is kept.")
    except Refusal as refusal:
        flash(refusal.message)
    return page_redirect(f"/events/cohorts/{slug}/selections/{number}")


def _page(slug: str, typed: dict[str, str] | None, faults: dict[str, str]) -> str:
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        page = list_runs(session, RunKind.SELECTION, cohort.id, limit=20, cursor=None)
    runs = [selection_shape(run) for run in page.items]
    return render(
        "selections/index.html",
        cohort=cohort,
        runs=runs,
        typed=selection_typed(cohort) if typed is None else typed,
        faults=faults,
    )
