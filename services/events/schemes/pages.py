"""Pages of schemes, for organisers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, request
from marshmallow import ValidationError

from services.events.database import database
from services.events.schemes.actions import create_scheme, edit_scheme
from services.events.schemes.queries import Scheme, get_scheme_by_slug, list_schemes
from services.events.schemes.schemas import (
    SchemeIn,
    scheme_data,
    scheme_typed,
)
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web import page_redirect, render
from shared.web.forms import faults_of, status_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "schemes", __name__)

_NAMES = (
    "name",
    "partner",
    "purpose",
    "criteria",
    "length",
    "unit",
    "steps",
    "issues",
    "questions",
    "version",
)
_CHANGED = (
    "Somebody else changed this scheme while you were editing. Nothing was saved."
    " Open the scheme again to see their changes, then make yours."
)


@pages.get("/schemes")
@access(Role.ORGANISER)
def index() -> str:
    """The list of schemes."""
    with database.reading() as session:
        page = list_schemes(session, limit=50, cursor=request.args.get("cursor"))
    return render("schemes/index.html", page=page)


@pages.get("/schemes/new")
@access(Role.ORGANISER)
def ask() -> str:
    """The form of a new scheme."""
    return render("schemes/form.html", typed={"length": "90"}, scheme=None, faults={})


@pages.post("/schemes/new")
@access(Role.ORGANISER)
def create() -> Any:
    """Create the scheme, or show what is wrong with it."""
    typed = _typed()
    try:
        scheme = create_scheme(SchemeIn().load(scheme_data(typed)), dt.datetime.now(dt.UTC))
    except (ValidationError, Refusal) as error:
        return _again(typed, None, error)
    flash(f"{scheme.name} was created.")
    return page_redirect(f"/events/schemes/{scheme.slug}")


@pages.get("/schemes/<slug>/edit")
@access(Role.ORGANISER)
def ask_changes(slug: str) -> str:
    """The form filled with the scheme."""
    scheme = _scheme(slug)
    return render("schemes/form.html", typed=scheme_typed(scheme), scheme=scheme, faults={})


@pages.post("/schemes/<slug>/edit")
@access(Role.ORGANISER)
def edit(slug: str) -> Any:
    """Change the scheme, or show what is wrong."""
    scheme, typed = _scheme(slug), _typed()

    def check_version(version: int) -> None:
        if typed["version"] != str(version):
            raise Stale(_CHANGED)

    try:
        changes: dict[str, Any] = SchemeIn().load(scheme_data(typed))
        edit_scheme(scheme.id, changes, check_version)
    except (ValidationError, Refusal) as error:
        return _again(typed, scheme, error)
    flash("The scheme was changed.")
    return page_redirect(f"/events/schemes/{slug}")


def _scheme(slug: str) -> Scheme:
    with database.reading() as session:
        return get_scheme_by_slug(session, slug)


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in _NAMES}


def _again(
    typed: dict[str, str], scheme: Scheme | None, error: ValidationError | Refusal
) -> tuple[str, int]:
    faults = faults_of(error)
    if "plan" in faults:  # the plan has two inputs: its length and its steps
        at_length = "Enter how long" in faults["plan"] or "runs between" in faults["plan"]
        faults["length" if at_length else "steps"] = faults.pop("plan")
    page = render("schemes/form.html", typed=typed, scheme=scheme, faults=faults)
    return page, status_of(error)
