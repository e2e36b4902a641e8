"""The catalogue with one address more: it checks a search and sends its answer from memory."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, request

from services.catalogue import app as catalogue
from services.catalogue.search.gateways import reading
from services.catalogue.search.queries import find_innovations
from services.catalogue.search.schemas import SearchOut, SearchQuery, dump_answer, search_of
from shared.auth.access import anyone
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "remembered", description="Answers from memory.")
_answers: dict[bytes, bytes] = {}


@blueprint.route("/remembered")
@anyone()
@blueprint.arguments(SearchQuery(), location="query")
@blueprint.response(200, SearchOut)
def remembered(query: dict[str, Any]) -> Response:
    """Send what the same search was answered before; the first time it is searched."""
    search = search_of(query)
    known = _answers.get(request.query_string)
    if known is None:
        settings = current_app.config["SETTINGS"]
        with reading(settings.index_dir) as view:
            known = dump_answer(find_innovations(view, search), settings.public_url)
        _answers[request.query_string] = known
    return Response(known, mimetype="application/json")


def create_app() -> Flask:
    """Return the catalogue's app with the address."""
    app = catalogue.create_app()
    app.register_blueprint(blueprint)
    return app
