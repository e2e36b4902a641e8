"""The released programme as everybody sees it: a page and a calendar file."""

from __future__ import annotations

from flask import Response, current_app, request

from services.events.database import database
from services.events.editions.queries import get_edition_by_slug
from services.events.programme.queries import entries_of, find_latest_release, get_latest_release
from services.events.programme.rules import by_day_and_stage, clock_text
from services.events.programme.schemas import programme_calendar
from shared.auth.access import anyone
from shared.web import render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "programme", "services.events.programme")
pages.add_app_template_filter(clock_text, "clock")


@pages.get("/<slug>/programme")
@anyone()
def programme(slug: str) -> str:
    """The latest programme, by day and stage."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        release = find_latest_release(session, edition.id)
    return render(
        "programme/public.html",
        edition=edition,
        release=release,
        days=by_day_and_stage(entries_of(release)),
        labels={theme["slug"]: theme["label"] for theme in edition.themes},
    )


@pages.get("/<slug>/programme.ics")
@anyone()
def calendar(slug: str) -> Response:
    """The latest programme for people's own calendars, which ask again and again."""
    with database.reading() as session:
        edition = get_edition_by_slug(session, slug)
        release = get_latest_release(session, edition.id)
    url = f"{current_app.config['SETTINGS'].public_url}/events/{slug}/programme"
    response = Response(
        programme_calendar(edition, entries_of(release), url=url), mimetype="text/calendar"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    response.cache_control.public = True
    response.cache_control.max_age = 300
    response.add_etag()
    response.make_conditional(request)
    return response
