"""Builds a service's Flask app: settings, access, pages, API, health, metrics and errors."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, g, request
from flask_smorest import Blueprint as ApiBlueprint

from shared.auth.access import guard_app, undeclared_views
from shared.db import Database
from shared.logs import configure_logs, get_logger
from shared.settings import Settings
from shared.tracing import trace_id, traced
from shared.web.api import create_api
from shared.web.health import health_blueprint
from shared.web.metrics import observe_request
from shared.web.pages import HERE, install_pages
from shared.web.problems import install_problems, refuse_odd_text

log = get_logger(__name__)
ServiceApp = Flask
# A worker reads a file as a whole; this bounds what one import can cost it.
MAX_UPLOAD_BYTES = 16 * 1024 * 1024

_PROBES = ("/live", "/ready", "/metrics")

_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_service_app(
    settings: Settings,
    database: Database,
    *,
    title: str,
    apis: Sequence[ApiBlueprint],
    pages: Sequence[Blueprint],
) -> Flask:
    """Return the app of `settings.service`, every address under its prefix.

    Raises RuntimeError when a route does not say who may call it.
    """
    configure_logs(
        settings.service, "web", level=settings.log_level, log_format=settings.log_format
    )
    database.connect(settings.database_url)
    prefix = f"/{settings.service}"
    app = Flask(settings.service, static_folder=None, root_path=str(HERE))
    app.config.update(
        SETTINGS=settings,
        DATABASE=database,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SECRET_KEY=settings.secret_key,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _trace_requests(app)
    app.before_request(refuse_odd_text)
    guard_app(app, settings, database)
    install_problems(app)
    install_pages(app, settings, pages)
    app.register_blueprint(health_blueprint(settings, database), url_prefix=prefix)
    create_api(app, settings, title, apis)
    missing = undeclared_views(app)
    if missing:
        raise RuntimeError(f"these routes do not say who may call them: {', '.join(missing)}")
    return app


def _trace_requests(app: Flask) -> None:
    """Give each request a trace and an id, a log line and a place in the metrics."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.span = traced(request.headers.get("traceparent"))
        g.traceparent = g.span.__enter__()

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "unknown"
        observe_request(request.method, route, response.status_code, seconds)
        for name, value in _SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if "traceparent" in g:
            response.headers["X-Request-Id"] = trace_id(g.traceparent)
        write = log.debug if route.endswith(_PROBES) else log.info
        write(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        span: Any = g.pop("span", None)
        if span is not None:
            span.__exit__(None, None, None)
