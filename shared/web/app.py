"""Builds a service's Flask app: settings, access, pages, API, health, metrics and errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_smorest import Blueprint as ApiBlueprint

from shared.auth.access import guard_app, undeclared_views
from shared.db import Database
from shared.logs import configure_logs, log_request
from shared.settings import Settings
from shared.tracing import enter_trace, leave_trace, trace_id
from shared.web.api import create_api
from shared.web.health import health_blueprint
from shared.web.metrics import observe_request
from shared.web.pages import HERE, install_pages
from shared.web.problems import install_problems, refuse_odd_text

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


class ServiceFlask(Flask):
    """Flask without what it does for each request and we have no use for."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none of ours is a coroutine, and asking a dozen times costs."""
        return func


class _Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, which we keep notices in; nothing is made ready where no cookie came."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session that came, or an empty one."""
        if app.secret_key and "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)


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
    app = ServiceFlask(settings.service, static_folder=None, root_path=str(HERE))
    app.session_interface = _Sessions()
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
        g.traceparent, g.outside = enter_trace(request.headers.get("traceparent"))

    @app.after_request
    def finish(response: Response) -> Response:
        asked, known = request, g
        seconds = time.perf_counter() - known.get("began", time.perf_counter())
        rule = asked.url_rule
        route = rule.rule if rule else "unknown"
        observe_request(asked.method, route, response.status_code, seconds)
        headers = response.headers
        for name, value in _SECURITY_HEADERS.items():
            if name not in headers:
                headers[name] = value
        if "traceparent" in known:
            headers["X-Request-Id"] = trace_id(known.traceparent)
        log_request(
            "debug" if route.endswith(_PROBES) else "info",
            {
                "method": asked.method,
                "route": route,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
            },
        )
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        outside = g.pop("outside", None)
        if outside is not None:
            leave_trace(outside)
