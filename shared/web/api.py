"""The JSON side of a service: flask-smorest with our conventions set once."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser

from shared.auth.access import anyone
from shared.refusals import Invalid
from shared.settings import Settings
from shared.web.pages import render
from shared.web.schemas import ProblemSchema


class StrictParser(FlaskParser):
    """Refuses what it does not know instead of dropping it.

    A schema of a much used address may have `read_simple(args)`: what it returns for a query string
    in which nothing is odd is taken as what `load` would return, at a tenth of the cost.
    """

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(
        ["query", "json", "form", "json_or_form", "files"], RAISE
    ) | {"headers": None, "path": None}

    def parse(self, argmap: Any, req: Any = None, *, location: Any = None, **more: Any) -> Any:
        """Return what was sent, checked; errors are the schema's own."""
        read_simple = getattr(argmap, "read_simple", None) if location == "query" else None
        simple = read_simple(request.args) if read_simple else None
        if simple is not None:
            return simple
        return super().parse(argmap, req, location=location, **more)


class _ProblemApi(Api):  # type: ignore[misc]
    """Leaves errors to shared.web.problems."""

    def _register_error_handlers(self, *_: Any, **__: Any) -> None:
        """Install none: the app has one place for errors, for API and pages alike."""

    def _register_responses(self) -> None:
        """Describe errors as they are: problem documents, under their own content type."""
        statuses = [(status.name, status.phrase) for status in HTTPStatus]
        for name, phrase in [*statuses, (self.DEFAULT_ERROR_RESPONSE_NAME, "A problem document")]:
            content = {"application/problem+json": {"schema": ProblemSchema}}
            described = {"description": phrase, "content": content}
            self.spec.components.response(name, described, lazy=True)


def api_blueprint(service: str, feature: str, *, description: str) -> ApiBlueprint:
    """Return the blueprint of a feature's endpoints, under `/<service>/api`."""
    blueprint = ApiBlueprint(
        f"{feature}_api", __name__, url_prefix=f"/{service}/api", description=description
    )
    blueprint.ARGUMENTS_PARSER = StrictParser()
    return blueprint


def create_api(
    app: Flask, settings: Settings, title: str, blueprints: Sequence[ApiBlueprint]
) -> None:
    """Register the endpoints and serve their OpenAPI 3.1 document and its page."""
    app.config.update(
        API_TITLE=title,
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_JSON_INDENT=None,
    )
    api = _ProblemApi(
        app,
        spec_kwargs={
            "info": {"description": f"JSON endpoints of the {settings.service} service."},
            "servers": [{"url": settings.public_url}],
        },
    )
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    _refuse_unknown_queries(app)
    _allow_origins(app, settings)
    app.register_blueprint(_documentation(settings, api))


def _documentation(settings: Settings, api: Api) -> Blueprint:
    blueprint = Blueprint("openapi", __name__, url_prefix=f"/{settings.service}/api")

    @blueprint.get("/openapi.json")
    @anyone()
    def openapi() -> Response:
        return jsonify(api.spec.to_dict())

    @blueprint.get("/docs")
    @anyone()
    def docs() -> str:
        return render("api_docs.html", spec=api.spec.to_dict())

    return blueprint


def _refuse_unknown_queries(app: Flask) -> None:
    """Refuse query parameters at endpoints that take none; those that take some check their own."""

    @app.before_request
    def refuse() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or "/api/" not in request.path or not request.args:
            return
        declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
        if not any(parameter["in"] == "query" for parameter in declared):
            name = next(iter(request.args))
            raise Invalid(f"This address takes no parameter {name}.", pointer=f"/{name}")


def _allow_origins(app: Flask, settings: Settings) -> None:
    """Answer programs in browsers of the configured origins, for bearer tokens only (CORS)."""

    @app.after_request
    def cross_origin(response: Response) -> Response:
        origin = request.headers.get("Origin", "")
        if origin in settings.allowed_origins and "/api/" in request.path:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = (
                "Authorization, Content-Type, If-Match, Idempotency-Key, traceparent"
            )
            response.headers["Access-Control-Expose-Headers"] = "ETag, Location, Retry-After"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
            response.vary.add("Origin")
        return response
