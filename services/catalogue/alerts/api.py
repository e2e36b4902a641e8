"""Endpoints of one's saved searches."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, url_for

from services.catalogue.alerts.actions import change_saved, save_search
from services.catalogue.alerts.models import SavedSearch
from services.catalogue.alerts.queries import describe, get_saved, list_saved, query_of
from services.catalogue.alerts.rules import NoSuchSavedSearch, State
from services.catalogue.alerts.schemas import SavedSearchEdit, SavedSearchIn, SavedSearchOut
from services.catalogue.database import database
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.refusals import Invalid
from shared.web import CursorQuery, check_if_match, idempotent, list_schema, set_etag
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "alerts", description="Saved searches")

_AS_STORED = ("id", "filters", "exact", "frequency", "state", "due_at", "version", "created_at")


def _shown(saved: SavedSearch) -> dict[str, Any]:
    query = query_of(saved)
    return {name: getattr(saved, name) for name in _AS_STORED} | {
        "q": saved.text,
        "described": describe(query),
        "url": f"/catalogue/search?{urlencode(query.parameters)}",
    }


def _answer(saved: SavedSearch, status: int = 200) -> Response:
    response = make_response(SavedSearchOut().dump(_shown(saved)), status)
    if status == 201:
        response.headers["Location"] = url_for("alerts_api.show", saved_id=saved.id)
    return set_etag(response, saved.version)


def _own(saved_id: uuid.UUID) -> SavedSearch:
    with database.reading() as session:
        saved = get_saved(session, saved_id)
    if saved.person_id != require_principal().subject:
        raise NoSuchSavedSearch
    return saved


@blueprint.route("/saved-searches", methods=["GET"])
@access(*Role)
@blueprint.arguments(CursorQuery, location="query")
@blueprint.response(200, list_schema(SavedSearchOut))
def index(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List the searches you saved, the newest first."""
    with database.reading() as session:
        page = list_saved(
            session, require_principal().subject, limit=query["limit"], cursor=query["cursor"]
        )
    return Page([_shown(saved) for saved in page.items], page.next)


@blueprint.route("/saved-searches", methods=["POST"])
@access(*Role)
@idempotent
@blueprint.arguments(SavedSearchIn)
@blueprint.response(201, SavedSearchOut)
def create(fields: dict[str, Any]) -> Response:
    """Save a search and be mailed what is new; the same search again only sets how often."""
    now = dt.datetime.now(dt.UTC)
    subject = require_principal().subject
    saved = save_search(fields["query"], fields["frequency"], account_id=subject, now=now)
    return _answer(saved, 201)


@blueprint.route("/saved-searches/<uuid:saved_id>", methods=["GET"])
@access(*Role)
@blueprint.response(200, SavedSearchOut)
def show(saved_id: uuid.UUID) -> Response:
    """Return one of the searches you saved."""
    return _answer(_own(saved_id))


@blueprint.route("/saved-searches/<uuid:saved_id>", methods=["PATCH"])
@access(*Role)
@blueprint.arguments(SavedSearchEdit)
@blueprint.response(200, SavedSearchOut)
def edit(fields: dict[str, Any], saved_id: uuid.UUID) -> Response:
    """Set how often mails come, pause them, let them go on or stop them; needs If-Match."""
    saved = _own(saved_id)
    check_if_match(saved.version)
    if fields["state"] is State.WAITING:
        raise Invalid("A search that is saved does not wait for anything.", pointer="/state")
    now = dt.datetime.now(dt.UTC)
    return _answer(change_saved(saved_id, version=saved.version, now=now, **fields))
