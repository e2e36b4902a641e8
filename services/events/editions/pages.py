"""Pages of editions: the public list, and the organiser's forms to create, change and end one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, flash, request
from marshmallow import ValidationError

from services.events.database import database
from services.events.editions.actions import copy_edition, create_edition, edit_edition, end_edition
from services.events.editions.models import Edition
from services.events.editions.queries import get_edition_by_slug, list_editions, state_of
from services.events.editions.rules import EditionState
from services.events.editions.schemas import (
    CopyIn,
    EditionForm,
    EditionIn,
    faults_of,
)
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "editions", __name__)


@pages.get("/")
@anyone()
def index() -> str:
    """The list of editions."""
    with database.reading() as session:
        found = list_editions(session, limit=50, cursor=request.args.get("cursor"))
    now = dt.datetime.now(dt.UTC)
    ended = {edition.id for edition in found.items if state_of(edition, now) == EditionState.ENDED}
    return render("editions/index.html", editions=found.items, next=found.next, ended=ended)


@pages.get("/editions/new")
@access(Role.ORGANISER)
def ask() -> str:
    """The form of a new edition."""
    return render("editions/form.html", form=EditionForm.blank(), edition=None, faults={})


@pages.post("/editions/new")
@access(Role.ORGANISER)
def create() -> Any:
    """Create the edition, or show what is wrong with it."""
    form = EditionForm.sent(request.form)
    try:
        edition = create_edition(EditionIn().load(form.data([])), dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return _again(form, None, error)
    flash(f"{edition.name} was created.")
    return page_redirect(f"/events/editions/{edition.slug}")


@pages.get("/editions/<slug>/edit")
@access(Role.ORGANISER)
def ask_changes(slug: str) -> str:
    """The form filled with the edition."""
    edition = _edition(slug)
    return render("editions/form.html", form=EditionForm.of(edition), edition=edition, faults={})


@pages.post("/editions/<slug>/edit")
@access(Role.ORGANISER)
def edit(slug: str) -> Any:
    """Change the edition, or show what is wrong."""
    edition = _edition(slug)
    form = EditionForm.sent(request.form)

    def check_version(version: int) -> None:
        if form.version != str(version):
            raise Stale(
                "Somebody else changed this edition while you were editing. Nothing was saved."
                " Open the edition again to see their changes, then make yours."
            )

    try:
        changes: dict[str, Any] = EditionIn().load(form.data(edition.themes))
        edition = edit_edition(edition.id, changes, check_version)
    except (ValidationError, Refusal) as error:
        return _again(form, edition, error)
    flash("The edition was changed.")
    return page_redirect(f"/events/editions/{edition.slug}")


@pages.get("/editions/<slug>/copy")
@access(Role.ORGANISER)
def ask_copy(slug: str) -> str:
    """The form of a copy: its year, name and first day."""
    return render("editions/copy.html", form=EditionForm.blank(), edition=_edition(slug), faults={})


@pages.post("/editions/<slug>/copy")
@access(Role.ORGANISER)
def copy(slug: str) -> Any:
    """Make the copy and go on with its form, or show what is wrong."""
    edition = _edition(slug)
    form = EditionForm.sent(request.form)
    typed = {k: v for k, v in form.data([]).items() if k in ("year", "name", "starts_on")}
    try:
        made = copy_edition(edition.id, CopyIn().load(typed), dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        status = error.status if isinstance(error, Refusal) else 422
        page = render("editions/copy.html", form=form, edition=edition, faults=faults_of(error))
        return page, status
    flash(f"{made.name} was created like {edition.name}. Give it its themes.")
    return page_redirect(f"/events/editions/{made.slug}/edit")


@pages.get("/editions/<slug>/end")
@access(Role.ORGANISER)
def ask_end(slug: str) -> str:
    """Say what ending the edition does, and ask."""
    return render("editions/end.html", edition=_edition(slug))


@pages.post("/editions/<slug>/end")
@access(Role.ORGANISER)
def end(slug: str) -> Response:
    """End the edition."""
    end_edition(_edition(slug).id, dt.datetime.now(dt.UTC))
    flash("The Zone has ended. Its sessions are on their way to the catalogue.")
    return page_redirect(f"/events/editions/{slug}")


def _edition(slug: str) -> Edition:
    with database.reading() as session:
        return get_edition_by_slug(session, slug)


def _again(
    form: EditionForm, edition: Edition | None, error: ValidationError | Refusal
) -> tuple[str, int]:
    status = error.status if isinstance(error, Refusal) else 422
    page = render("editions/form.html", form=form, edition=edition, faults=faults_of(error))
    return page, status
