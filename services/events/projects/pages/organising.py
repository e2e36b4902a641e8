"""The organiser's pages: every project's course, one project, and who came to a gathering."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request
from marshmallow import ValidationError

from services.events.cohorts.queries import get_cohort_by_slug
from services.events.database import database
from services.events.projects.actions import guide_project, record_attendance
from services.events.projects.queries import (
    Project,
    course_of,
    find_attendance,
    get_project,
    list_course,
    list_people,
)
from services.events.projects.schemas import guide_data, guide_typed
from services.events.schemes.rules import gatherings_of
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Invalid, NotFound, Refusal, Stale
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "projects", "services.events.projects")


@pages.get("/course")
@access(Role.ORGANISER)
def course() -> str:
    """How every project of every cohort stands, the red ones first."""
    with database.reading() as session:
        found = list_course(session, dt.datetime.now(dt.UTC))
    return render("projects/course.html", courses=found, cohort=None, steps=[])


@pages.get("/cohorts/<slug>/projects")
@access(Role.ORGANISER)
def index(slug: str) -> str:
    """A cohort's projects and gatherings."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        found = list_course(session, dt.datetime.now(dt.UTC), cohort.id)
    steps = gatherings_of(cohort.scheme.plan)
    return render("projects/course.html", courses=found, cohort=cohort, steps=steps)


@pages.get("/cohorts/<slug>/projects/<uuid:project_id>")
@access(Role.ORGANISER)
def show(slug: str, project_id: uuid.UUID) -> str:
    """One project: its coach, its milestones and their days."""
    project = _project(slug, project_id)
    return _page(project, guide_typed(project), {})


@pages.post("/cohorts/<slug>/projects/<uuid:project_id>")
@access(Role.ORGANISER)
def guide(slug: str, project_id: uuid.UUID) -> Any:
    """Keep what the organiser changed."""
    project = _project(slug, project_id)

    def check_version(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale("Somebody else changed this project meanwhile. Open it again.")

    try:
        fields, days = guide_data(request.form, project)
        guide_project(project.id, fields, days, check_version)
    except (ValidationError, Refusal) as error:
        return _page(project, dict(request.form), faults_of(error)), status_of(error)
    flash("The project was changed.")
    return page_redirect(f"/events/cohorts/{slug}/projects")


@pages.get("/cohorts/<slug>/attendance/<step>")
@access(Role.ORGANISER)
def ask_attendance(slug: str, step: str) -> str:
    """Who came to a gathering."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
        people = list_people(session, cohort.id)
        known = find_attendance(session, [person.id for person, _ in people])
    found = next((s for s in gatherings_of(cohort.scheme.plan) if s.key == step), None)
    if found is None:
        raise NotFound("The plan has no such gathering.")
    came = {person.id: known.get((person.id, step)) for person, _ in people}
    return render("projects/attendance.html", cohort=cohort, step=found, people=people, came=came)


@pages.post("/cohorts/<slug>/attendance/<step>")
@access(Role.ORGANISER)
def attendance(slug: str, step: str) -> Any:
    """Keep who came."""
    with database.reading() as session:
        cohort = get_cohort_by_slug(session, slug)
    try:
        came = {
            uuid.UUID(key.removeprefix("came-")): value == "yes"
            for key, value in request.form.items()
            if key.startswith("came-")
        }
    except ValueError as error:
        raise Invalid("This names nobody we know.") from error
    record_attendance(cohort.id, step, came, dt.datetime.now(dt.UTC))
    flash("The attendance was saved.")
    return page_redirect(f"/events/cohorts/{slug}/projects")


def _project(slug: str, project_id: uuid.UUID) -> Project:
    with database.reading() as session:
        project = get_project(session, project_id)
    if project.cohort.slug != slug:
        raise NotFound("This project is of another cohort.")
    return project


def _page(project: Project, typed: dict[str, str], faults: dict[str, str]) -> str:
    return render(
        "projects/show.html",
        project=project,
        cohort=project.cohort,
        course=course_of(project, 0, dt.datetime.now(dt.UTC)),
        typed=typed,
        faults=faults,
    )
