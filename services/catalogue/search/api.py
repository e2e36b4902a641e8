"""Search for programs."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app

from services.catalogue.search.gateways import reading
from services.catalogue.search.queries import (
    Suggestion,
    current_knowledge,
    find_innovations,
    find_relaxations,
    suggest,
)
from services.catalogue.search.schemas import (
    SearchOut,
    SearchQuery,
    SuggestionsOut,
    SuggestionsQuery,
    dump_answer,
    search_of,
)
from shared.auth.access import anyone
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "search", description="Find published innovations.")


@blueprint.route("/search")
@anyone()
@blueprint.arguments(SearchQuery(), location="query")
@blueprint.response(200, SearchOut)
@blueprint.alt_response(503, description="There is no index at the moment; see Retry-After.")
def find(query: dict[str, Any]) -> Response:
    """Find innovations: ranked, counted by facet, page by page."""
    settings = current_app.config["SETTINGS"]
    with reading(settings.index_dir) as view:
        search = search_of(query)
        answer = find_innovations(view, search)
        relaxations = find_relaxations(view, search) if answer.total == 0 else ()
    body = dump_answer(answer, settings.public_url, relaxations)
    return Response(body, mimetype="application/json")


@blueprint.route("/suggestions", methods=["GET"])
@anyone()
@blueprint.arguments(SuggestionsQuery, location="query")
@blueprint.response(200, SuggestionsOut)
@blueprint.alt_response(503, description="There is no index at the moment; see Retry-After.")
def suggestions(query: dict[str, Any]) -> dict[str, list[Suggestion]]:
    """Say what somebody who types may look for: titles, councils and themes."""
    with reading(current_app.config["SETTINGS"].index_dir) as view:
        return {"items": suggest(view, current_knowledge().bodies, query["q"])}
