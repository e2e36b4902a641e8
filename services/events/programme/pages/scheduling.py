"""The forms that schedule, change and cancel a session."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, flash, request
from marshmallow import ValidationError

from services.events.database import database
from services.events.editions.queries import Edition, get_edition_by_slug
from services.events.editions.rules import days_of
from services.events.programme.actions import cancel_session, edit_session, schedule_session
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import get_session
from services.events.programme.schemas import SESSION_CHANGE, SessionForm, SessionIn
from services.events.proposals.queries import Proposal, get_proposal
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import NotFound, Refusal, Stale
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "scheduling", "services.events.programme")


@pages.get("/editions/<slug>/sessions/new")
@access(Role.ORGANISER)
def ask(slug: str) -> str:
    """The form of a new session, of a proposal (`?proposal=`) or without one."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        wanted = request.args.get("proposal", type=uuid.UUID)
        proposal = get_proposal(session, wanted) if wanted else None
    return _form(edition, SessionForm.blank(proposal), {}, proposal=proposal)


@pages.post("/editions/<slug>/sessions/new")
@access(Role.ORGANISER)
def schedule(slug: str) -> Any:
    """Schedule the session, or show what stands against it."""
    form = SessionForm.sent(request.form)
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    try:
        planned = schedule_session(edition.id, form.load(SessionIn()))
    except (ValidationError, Refusal) as error:
        return _form(edition, form, faults_of(error)), status_of(error)
    flash(f"“{planned.title}” was scheduled.")
    return page_redirect(f"/events/editions/{slug}#sessions")


@pages.get("/editions/<slug>/sessions/<uuid:session_id>")
@access(Role.ORGANISER)
def ask_changes(slug: str, session_id: uuid.UUID) -> str:
    """The form filled with the session."""
    edition, planned = _planned(slug, session_id)
    return _form(edition, SessionForm.of(planned), {}, planned=planned)


@pages.post("/editions/<slug>/sessions/<uuid:session_id>")
@access(Role.ORGANISER)
def edit(slug: str, session_id: uuid.UUID) -> Any:
    """Change the session, or show what stands against it."""
    form = SessionForm.sent(request.form)
    edition, planned = _planned(slug, session_id)
    try:
        planned = edit_session(planned.id, form.load(SESSION_CHANGE), _same(form.version))
    except Stale as error:
        # What they typed stays, beside what it is now; saving again is then a decision.
        newer = SessionForm(form.typed, form.themes, str(planned.version))
        return _form(edition, newer, faults_of(error), planned=planned, now=planned), error.status
    except (ValidationError, Refusal) as error:
        return _form(edition, form, faults_of(error), planned=planned), status_of(error)
    flash(f"“{planned.title}” was changed.")
    return page_redirect(f"/events/editions/{slug}#sessions")


@pages.get("/editions/<slug>/sessions/<uuid:session_id>/cancel")
@access(Role.ORGANISER)
def ask_cancel(slug: str, session_id: uuid.UUID) -> str:
    """Say what cancelling does, and ask."""
    edition, planned = _planned(slug, session_id)
    return render("programme/cancel.html", edition=edition, planned=planned)


@pages.post("/editions/<slug>/sessions/<uuid:session_id>/cancel")
@access(Role.ORGANISER)
def cancel(slug: str, session_id: uuid.UUID) -> Response:
    """Cancel the session."""
    _, planned = _planned(slug, session_id)
    version = request.form.get("version", "")
    cancel_session(planned.id, _same(version), dt.datetime.now(dt.UTC))
    flash(f"“{planned.title}” was cancelled.")
    return page_redirect(f"/events/editions/{slug}#sessions")


def _planned(slug: str, session_id: uuid.UUID) -> tuple[Edition, ProgrammeSession]:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        planned = get_session(session, session_id)
    if planned.edition_id != edition.id:
        raise NotFound("There is no such session. Go back to the edition and choose another.")
    return edition, planned


def _same(version: str) -> Callable[[int], None]:
    def check(current: int) -> None:
        if version != str(current):
            raise Stale(
                "Somebody else changed this session while you were editing. Nothing was saved."
                " Compare it with yours, then save again or go back."
            )

    return check


def _form(
    edition: Edition,
    form: SessionForm,
    faults: dict[str, str],
    *,
    planned: ProgrammeSession | None = None,
    proposal: Proposal | None = None,
    now: ProgrammeSession | None = None,
) -> str:
    return render(
        "programme/session.html",
        edition=edition,
        form=form,
        faults=faults,
        planned=planned,
        proposal=proposal,
        now=now,
        days=days_of(edition.starts_on, edition.ends_on),
        themes=_choices(edition, form.themes),
    )


def _choices(edition: Edition, ticked: list[str]) -> list[dict[str, Any]]:
    """The edition's themes, and what else the session has."""
    labels = {theme["slug"]: theme["label"] for theme in edition.themes}
    labels |= {slug: slug.replace("-", " ") for slug in ticked if slug not in labels}
    return [{"value": k, "text": v, "checked": k in ticked} for k, v in labels.items()]
