"""The public page of an innovation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from services.catalogue.browsing.pages.blueprint import blueprint, index_dir, reader
from services.catalogue.database import database
from services.catalogue.innovations.actions import record_view
from services.catalogue.innovations.queries import (
    Filters,
    get_by_slug,
    get_innovation,
    list_innovations,
)
from services.catalogue.innovations.rules import (
    NoSuchInnovation,
    Reader,
    State,
    looks_like_robot,
    paragraphs,
)
from services.catalogue.organisations.queries import get_bodies
from services.catalogue.search.queries import find_similar
from shared.auth.access import anyone
from shared.refusals import Unavailable
from shared.web import render
from shared.web.pages import LONDON

_MORE_SHOWN = 5


@blueprint.get("/innovations/<slug>")
@anyone()
def show(slug: str) -> str:
    """An innovation; a person reading it is counted, without a trace of who."""
    with database.reading() as session:
        innovation = get_by_slug(session, slug, reader())
        bodies = get_bodies(session)
        body = bodies.find(innovation.organisation_id)
        related = Filters(state=State.PUBLISHED, organisation_ids=(body.id,)) if body else None
        more = (
            list_innovations(session, Reader(), related, limit=_MORE_SHOWN + 1).items
            if related
            else []
        )
        continues = _continued(session, innovation.continues_id)
    if innovation.state == State.PUBLISHED and _is_a_person():
        record_view(innovation.id, dt.datetime.now(LONDON).date())
    return render(
        "browsing/innovation.html",
        innovation=innovation,
        paragraphs=paragraphs(innovation.summary),
        body=body,
        successors=bodies.register.successors_of(body.id) if body else (),
        more=[entry for entry in more if entry.id != innovation.id][:_MORE_SHOWN],
        similar=_similar(innovation),
        continues=continues,
        reader=reader(),
    )


def _continued(session: Any, innovation_id: Any) -> Any:
    """The innovation that this one continues, when the reader may see it."""
    if innovation_id is None:
        return None
    try:
        return get_innovation(session, innovation_id, reader())
    except NoSuchInnovation:
        return None


def _similar(innovation: Any) -> list[dict[str, Any]]:
    """Innovations like this one; the page does without them while there is no index."""
    try:
        return find_similar(
            index_dir(),
            innovation_id=innovation.id,
            text=f"{innovation.title}\n{innovation.summary}",
            themes=innovation.themes,
            limit=_MORE_SHOWN,
        )
    except Unavailable:
        return []


def _is_a_person() -> bool:
    return request.method == "GET" and not looks_like_robot(request.user_agent.string)
