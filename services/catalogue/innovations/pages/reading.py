"""The public page of an innovation, and of an organisation with what it has done."""

from __future__ import annotations

import uuid

from flask import request

from services.catalogue.database import database
from services.catalogue.innovations.actions import record_view
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.pages.blueprint import PAGE_LENGTH, blueprint, now, reader
from services.catalogue.innovations.queries import Filters, get_by_slug, list_innovations
from services.catalogue.innovations.rules import Reader, State, looks_like_robot, paragraphs
from services.catalogue.organisations.queries import get_bodies, get_organisation
from shared.auth.access import anyone
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
        continues = (
            session.get(Innovation, innovation.continues_id) if innovation.continues_id else None
        )
    if innovation.state == State.PUBLISHED and _is_a_person():
        record_view(innovation.id, now().astimezone(LONDON).date())
    return render(
        "innovations/show.html",
        innovation=innovation,
        paragraphs=paragraphs(innovation.summary),
        body=body,
        successors=bodies.register.successors_of(body.id) if body else (),
        more=[entry for entry in more if entry.id != innovation.id][:_MORE_SHOWN],
        continues=continues,
        reader=reader(),
    )


def _is_a_person() -> bool:
    return request.method == "GET" and not looks_like_robot(request.user_agent.string)


@blueprint.get("/organisations/<uuid:organisation_id>")
@anyone()
def organisation(organisation_id: uuid.UUID) -> str:
    """An organisation with its innovations, and those of the councils it replaced."""
    with database.reading() as session:
        get_organisation(session, organisation_id)
        bodies = get_bodies(session)
        body = bodies.register.by_id[organisation_id]
        earlier = bodies.register.ancestors_of(organisation_id)
        page = list_innovations(
            session,
            Reader(),
            Filters(
                state=State.PUBLISHED,
                organisation_ids=(organisation_id, *(council.id for council in earlier)),
            ),
            limit=PAGE_LENGTH,
            cursor=request.args.get("cursor"),
        )
    return render(
        "innovations/organisation.html",
        body=body,
        page=page,
        earlier={council.id: council for council in earlier},
        predecessors=bodies.register.predecessors_of(organisation_id),
        successors=bodies.register.successors_of(organisation_id),
    )
