"""The page behind a project's link: its milestones, what shows them, and its story."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.events.database import database
from services.events.projects.actions import finish_milestone, write_story
from services.events.projects.queries import course_of, get_project
from services.events.projects.rules import read_link
from services.events.projects.schemas import StoryIn
from shared.auth.access import anyone
from shared.refusals import Invalid
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "owning", "services.events.projects")


@pages.get("/projects/<token>")
@anyone()
def show(token: str) -> str:
    """A project as its owner sees it."""
    return _page(token, None, {})


@pages.post("/projects/<token>/milestones/<uuid:milestone_id>")
@anyone()
def finish(token: str, milestone_id: uuid.UUID) -> Any:
    """Keep what shows that a milestone was reached."""
    name = f"evidence-{milestone_id}"
    evidence = request.form.get(name, "")[:4000]
    try:
        finish_milestone(_named(token), milestone_id, evidence, dt.datetime.now(dt.UTC))
    except Invalid as fault:
        return _page(token, {name: evidence}, faults_of(fault)), fault.status
    flash("The milestone was saved.")
    return page_redirect(f"/events/projects/{token}")


@pages.post("/projects/<token>/story")
@anyone()
def tell(token: str) -> Any:
    """Keep the story, and send it to the catalogue where they say so."""
    typed = {name: request.form.get(name, "") for name in ("title", "summary", "outcome")}
    try:
        project = write_story(
            _named(token),
            **StoryIn().load(typed),
            complete="complete" in request.form,
            now=dt.datetime.now(dt.UTC),
        )
    except (ValidationError, Invalid) as error:
        return _page(token, typed, faults_of(error)), status_of(error)
    told = project.completed_at is not None
    flash("Your story is on its way to the catalogue." if told else "Your story was saved.")
    return page_redirect(f"/events/projects/{token}")


def _named(token: str) -> uuid.UUID:
    return read_link(current_app.config["SETTINGS"].secret_key, token)


def _page(token: str, typed: dict[str, str] | None, faults: dict[str, str]) -> str:
    with database.reading() as session:
        project = get_project(session, _named(token))
    kept = {"title": project.title, "summary": project.summary, "outcome": project.outcome}
    kept |= {f"evidence-{one.id}": one.evidence for one in project.milestones}
    return render(
        "projects/mine.html",
        project=project,
        cohort=project.cohort,
        course=course_of(project, 0, dt.datetime.now(dt.UTC)),
        typed=kept | (typed or {}),
        faults=faults,
        token=token,
    )
