"""The release of a programme: what it changes, what holds it back, and the button."""

from __future__ import annotations

import datetime as dt

from flask import Response, current_app, flash

from services.events.database import database
from services.events.editions.queries import get_edition_by_slug
from services.events.grid.actions import hold_back
from services.events.programme.actions import release_programme
from services.events.programme.queries import (
    entries_of,
    entry_of,
    find_latest_release,
    list_planned,
)
from services.events.programme.rules import differences
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "releasing", "services.events.grid")


@pages.get("/editions/<slug>/release")
@access(Role.ORGANISER)
def ask_release(slug: str) -> str:
    """What a release would change, before it does."""
    return _release_page(slug, "")


@pages.post("/editions/<slug>/release")
@access(Role.ORGANISER)
def release(slug: str) -> Response | tuple[str, int]:
    """Make the programme public."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
    try:
        made, new = release_programme(
            edition.id,
            public_url=current_app.config["SETTINGS"].public_url,
            released_by=require_principal().subject,
            now=dt.datetime.now(dt.UTC),
            check=hold_back,
        )
    except Refusal as refusal:
        return _release_page(slug, refusal.message), refusal.status
    flash(
        f"Release {made.number} is public."
        if new
        else f"Nothing has changed since release {made.number}, which stays public."
    )
    return page_redirect(f"/events/editions/{slug}")


def _release_page(slug: str, fault: str) -> str:
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        latest = find_latest_release(session, edition.id)
        planned = [entry_of(item) for item in list_planned(session, edition.id)]
    return render(
        "programme/release.html",
        edition=edition,
        latest=latest,
        changes=differences(entries_of(latest), planned),
        fault=fault,
    )
