"""Whether the process lives, whether it can do its work, and its figures."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from shared.auth.access import anyone
from shared.bus.streams import probe_redis
from shared.db import Database
from shared.db.migrate import applied_revision, expected_revision
from shared.settings import Settings
from shared.web.metrics import render_metrics


def health_blueprint(settings: Settings, database: Database) -> Blueprint:
    """Return `/live`, `/ready` and `/metrics`."""
    blueprint = Blueprint("health", __name__)
    expected = expected_revision(settings.service)
    redis = probe_redis(settings.redis_url)

    @blueprint.get("/live")
    @anyone()
    def live() -> Response:
        return jsonify(status="live")

    @blueprint.get("/ready")
    @anyone()
    def ready() -> tuple[Response, int]:
        """200 with the database at this checkout's migration; Redis away only degrades."""
        try:
            applied = applied_revision(database.engine)
        except SQLAlchemyError:
            return jsonify(status="unready", database="away"), 503
        if applied != expected:
            return jsonify(status="unready", database=f"at {applied}, expected {expected}"), 503
        try:
            redis.ping()
        except OSError:
            return jsonify(status="degraded", database=applied, redis="away"), 200
        except Exception as error:  # noqa: BLE001 - whatever ails Redis, we stay ready and say so
            return jsonify(status="degraded", database=applied, redis=type(error).__name__), 200
        return jsonify(status="ready", database=applied, redis="ready"), 200

    @blueprint.get("/metrics")
    @anyone()
    def metrics() -> Response:
        return Response(render_metrics(database), mimetype="text/plain; version=0.0.4")

    return blueprint
