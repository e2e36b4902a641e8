"""The pages behind a panel member's link: their list, and the form of one application's score."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request
from sqlalchemy.orm import Session

from services.events.applications.queries import Application, get_application
from services.events.applications.rules import State
from services.events.cohorts.queries import get_cohort
from services.events.database import database
from services.events.panels.actions import declare_conflict, give_score
from services.events.panels.models import PanelMember
from services.events.panels.queries import find_score, get_member, has_conflict, list_tasks
from services.events.panels.rules import MOST_POINTS, HasConflict
from shared.auth.access import anyone
from shared.refusals import Invalid, NotFound
from shared.web import page_redirect, render
from shared.web.forms import faults_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "scoring", "services.events.panels")


@pages.get("/panels/<token>")
@anyone()
def index(token: str) -> str:
    """The applications that a member scores."""
    with database.reading() as session:
        member = get_member(session, token)
        cohort = get_cohort(session, member.cohort_id)
        tasks = list_tasks(session, member)
    return render("panels/tasks.html", member=member, cohort=cohort, tasks=tasks, token=token)


@pages.get("/panels/<token>/applications/<uuid:application_id>")
@anyone()
def ask(token: str, application_id: uuid.UUID) -> str:
    """An application and the form of its score."""
    with database.reading() as session:
        member = get_member(session, token)
        application = _visible(session, member, application_id)
        score = find_score(session, member.id, application_id)
    typed = {f"points-{key}": str(value) for key, value in score.points.items()} if score else {}
    return _page(token, application, typed | {"comment": score.comment if score else ""}, {})


@pages.post("/panels/<token>/applications/<uuid:application_id>")
@anyone()
def score(token: str, application_id: uuid.UUID) -> Any:
    """Keep the score."""
    with database.reading() as session:
        application = _visible(session, get_member(session, token), application_id)
    given = {
        key.removeprefix("points-"): value
        for key, value in request.form.items()
        if key.startswith("points-")
    }
    try:
        comment = request.form.get("comment", "")
        give_score(token, application_id, given, comment, dt.datetime.now(dt.UTC))
    except Invalid as fault:
        return _page(token, application, dict(request.form), faults_of(fault)), fault.status
    flash("Your score was saved.")
    return page_redirect(f"/events/panels/{token}")


@pages.post("/panels/<token>/applications/<uuid:application_id>/conflict")
@anyone()
def declare(token: str, application_id: uuid.UUID) -> Any:
    """Take the application off the member's list."""
    with database.reading() as session:
        member = get_member(session, token)
    declare_conflict(member.id, application_id, dt.datetime.now(dt.UTC))
    flash("Thank you. The application is no longer on your list.")
    return page_redirect(f"/events/panels/{token}")


def _visible(session: Session, member: PanelMember, application_id: uuid.UUID) -> Application:
    """Return an application that the member may see. Raises NotFound, HasConflict."""
    application = get_application(session, application_id)
    if application.cohort_id != member.cohort_id or application.state != State.SUBMITTED:
        raise NotFound("There is no such application on your list.")
    if has_conflict(session, member.id, application_id):
        raise HasConflict("You said that you have an interest in this application.")
    return application


def _page(
    token: str, application: Application, typed: dict[str, str], faults: dict[str, str]
) -> str:
    return render(
        "panels/score.html",
        application=application,
        cohort=application.cohort,
        token=token,
        typed=typed,
        faults=faults,
        most=MOST_POINTS,
    )
