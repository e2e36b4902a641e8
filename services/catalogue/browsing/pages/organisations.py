"""Organisations that have published something, and the page of one."""

from __future__ import annotations

import uuid

from flask import request

from services.catalogue.browsing.pages.blueprint import PAGE_LENGTH, blueprint
from services.catalogue.browsing.queries import list_active, list_newest_of
from services.catalogue.database import database
from services.catalogue.innovations.queries import Filters, list_innovations
from services.catalogue.innovations.rules import Reader, State
from services.catalogue.organisations.queries import get_bodies, get_organisation
from services.catalogue.postbox.queries import Filters as PostingFilters
from services.catalogue.postbox.queries import list_postings
from services.catalogue.postbox.rules import State as PostingState
from shared.auth.access import anyone
from shared.register import REGIONS
from shared.web import render

_LISTED = 50
_LATER_SHOWN = 5


@blueprint.get("/organisations")
@anyone()
def organisations() -> str:
    """Who has published something, by name."""
    chosen = {
        "region": request.args.get("region", ""),
        "name": request.args.get("name", "")[:200],
    }
    with database.reading() as session:
        page = list_active(
            session,
            limit=_LISTED,
            region=chosen["region"],
            words=chosen["name"],
            cursor=request.args.get("cursor"),
        )
    return render(
        "browsing/organisations.html",
        page=page,
        regions=REGIONS,
        chosen={name: value for name, value in chosen.items() if value},
    )


@blueprint.get("/organisations/<uuid:organisation_id>")
@anyone()
def organisation(organisation_id: uuid.UUID) -> str:
    """An organisation with its innovations, and those of who came before and after it."""
    with database.reading() as session:
        get_organisation(session, organisation_id)
        bodies = get_bodies(session)
        register = bodies.register
        earlier = register.ancestors_of(organisation_id)
        successors = register.successors_of(organisation_id)
        family = (organisation_id, *(council.id for council in earlier))
        page = list_innovations(
            session,
            Reader(),
            Filters(state=State.PUBLISHED, organisation_ids=family),
            limit=PAGE_LENGTH,
            cursor=request.args.get("cursor"),
        )
        later = list_newest_of(session, [council.id for council in successors], _LATER_SHOWN)
        postings = list_postings(
            session,
            PostingFilters(state=PostingState.OPEN, organisation_ids=family),
            limit=_LATER_SHOWN,
        ).items
    return render(
        "browsing/organisation.html",
        body=register.by_id[organisation_id],
        page=page,
        earlier={council.id: council for council in earlier},
        predecessors=register.predecessors_of(organisation_id),
        successors=successors,
        later=later,
        names_of={council.id: council for council in successors},
        postings=postings,
    )
