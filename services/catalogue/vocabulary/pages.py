"""The vocabulary for reviewers: its list, and the forms to add, change and remove an entry."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request

from services.catalogue.database import database
from services.catalogue.vocabulary.actions import add_entry, change_entry, remove_entry
from services.catalogue.vocabulary.queries import get_entry, list_entries, list_revisions
from services.catalogue.vocabulary.rules import Entry, EntryExists, EntryStale, faults_of, tidy
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

blueprint = page_blueprint("catalogue", "vocabulary", __name__)

_ADDRESS = "/catalogue/vocabulary"
_PAGE_LENGTH = 50
_CHANGED = "Somebody else has changed this entry. What you typed is below: save again to replace it"


@blueprint.get("/vocabulary")
@access(Role.REVIEWER)
def index() -> str:
    """The entries by name, by choice those that have some letters in a name."""
    containing = request.args.get("q", "").strip()[:100]
    with database.reading() as session:
        page = list_entries(
            session,
            containing=containing,
            limit=_PAGE_LENGTH,
            cursor=request.args.get("cursor") or None,
        )
    return render("vocabulary/index.html", page=page, q=containing)


@blueprint.get("/vocabulary/new")
@access(Role.REVIEWER)
def new() -> str:
    """A form for an entry."""
    return _form(None, 0, {"names": "", "narrower": ""}, {})


@blueprint.post("/vocabulary/new")
@access(Role.REVIEWER)
def create() -> Any:
    """Add what was typed."""
    entry, values = _typed()
    faults = faults_of(entry)
    if not faults:
        try:
            add_entry(entry, require_principal().subject, dt.datetime.now(dt.UTC))
        except EntryExists as exists:
            faults["names"] = exists.message
    if faults:
        return _form(None, 0, values, faults), 422
    flash(f"“{entry.names[0]}” is added. Searches know it from now on.")
    return page_redirect(_ADDRESS)


@blueprint.get("/vocabulary/<uuid:entry_id>")
@access(Role.REVIEWER)
def edit(entry_id: uuid.UUID) -> str:
    """An entry in a form, with what it said before."""
    with database.reading() as session:
        row = get_entry(session, entry_id)
    values = {"names": "\n".join(row.names), "narrower": "\n".join(row.narrower)}
    return _form(entry_id, row.version, values, {})


@blueprint.post("/vocabulary/<uuid:entry_id>")
@access(Role.REVIEWER)
def change(entry_id: uuid.UUID) -> Any:
    """Save what was typed, or take the entry out of use."""
    version = int(request.form.get("version", "0")[:9] or 0)
    person_id, now = require_principal().subject, dt.datetime.now(dt.UTC)
    entry, values = _typed()
    faults = {} if "remove" in request.form else faults_of(entry)
    if not faults:
        try:
            if "remove" in request.form:
                remove_entry(entry_id, version, person_id, now)
                flash("The entry is removed. Searches no longer use it.")
            else:
                change_entry(entry_id, entry, version, person_id, now)
                flash(f"“{entry.names[0]}” is saved. Searches use it from now on.")
            return page_redirect(_ADDRESS)
        except EntryStale:
            faults["names"] = _CHANGED
            with database.reading() as session:
                version = get_entry(session, entry_id).version
        except EntryExists as exists:
            faults["names"] = exists.message
    return _form(entry_id, version, values, faults), 422


def _typed() -> tuple[Entry, dict[str, str]]:
    values = {name: request.form.get(name, "") for name in ("names", "narrower")}
    entry = Entry(tidy(values["names"].splitlines()), tidy(values["narrower"].splitlines()))
    return entry, values


def _form(
    entry_id: uuid.UUID | None, version: int, values: dict[str, str], faults: dict[str, str]
) -> str:
    revisions: Any = []
    if entry_id:
        with database.reading() as session:
            revisions = list_revisions(session, entry_id)
    return render(
        "vocabulary/edit.html",
        entry_id=entry_id,
        version=version,
        values=values,
        faults=faults,
        errors=[{"text": said, "href": f"#{name}"} for name, said in faults.items()],
        revisions=revisions,
    )
