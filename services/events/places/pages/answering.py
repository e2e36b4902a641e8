"""The page behind an offer's link: accept, decline, and say who takes part; only POSTs change it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, flash, request

from services.events.database import database
from services.events.places.actions import answer_place, name_people
from services.events.places.queries import get_place_by_token
from services.events.schemes.rules import gatherings_of
from shared.auth.access import anyone
from shared.refusals import Invalid
from shared.web import page_redirect, render
from shared.web.forms import faults_of
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "answering", "services.events.places")


@pages.get("/places/<token>")
@anyone()
def show(token: str) -> str:
    """The offer and how it stands; nothing changes, for scanners follow links."""
    return _page(token, None, {})


@pages.post("/places/<token>")
@anyone()
def answer(token: str) -> Any:
    """Take the answer."""
    given = request.form.get("answer", "")
    if given not in {"accept", "decline"}:
        fault = {"answer": "Choose whether you accept the place"}
        return _page(token, None, fault), Invalid.status
    answer_place(
        token,
        accepted=given == "accept",
        public_url=current_app.config["SETTINGS"].public_url,
        now=dt.datetime.now(dt.UTC),
    )
    return page_redirect(f"/events/places/{token}")


@pages.post("/places/<token>/people")
@anyone()
def people(token: str) -> Any:
    """Keep who takes part."""
    typed = request.form.get("people", "")
    try:
        name_people(token, typed, dt.datetime.now(dt.UTC))
    except Invalid as fault:
        return _page(token, typed, faults_of(fault)), fault.status
    flash("Thank you. Those with an address get the dates by mail.")
    return page_redirect(f"/events/places/{token}")


def _page(token: str, typed: str | None, faults: dict[str, str]) -> str:
    with database.reading() as session:
        place = get_place_by_token(session, token)
    if typed is None:
        rows = [(p.name, p.role) for p in place.participants] or [
            (one["name"], one["role"]) for one in place.application.team
        ]
        typed = "\n".join(" | ".join(cell for cell in row if cell) for row in rows)
    return render(
        "places/answer.html",
        place=place,
        cohort=place.application.cohort,
        steps=gatherings_of(place.application.cohort.scheme.plan),
        over=bool(place.answer_by and dt.datetime.now(dt.UTC) > place.answer_by),
        typed={"people": typed},
        faults=faults,
        token=token,
    )
