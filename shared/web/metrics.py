"""Figures for Prometheus: requests by route, and what waits or failed in the database."""

from __future__ import annotations

from functools import cache

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from shared.bus.models import FailedMessage, OutboxEntry
from shared.db import Database

_REQUESTS = Counter("zone_http_requests_total", "Requests answered", ["method", "route", "status"])
_SECONDS = Histogram("zone_http_request_seconds", "Time to answer, in seconds", ["route"])
_WAITING = Gauge("zone_outbox_waiting", "Messages and wake-ups not relayed yet")
_FAILED = Gauge("zone_messages_failed", "Messages to be tried again", ["state"])
_DATABASE_UP = Gauge("zone_database_up", "1 when the last scrape could read the database")


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    requests, times = _series(method, route, status)
    requests.inc()
    times.observe(seconds)


@cache
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Return the series that a request counts in: there are few, and finding them costs."""
    return _REQUESTS.labels(method, route, status), _SECONDS.labels(route)


def render_metrics(database: Database) -> bytes:
    """Return the metrics in Prometheus' text form, those of the database read now."""
    try:
        with database.reading() as session:
            waiting = select(func.count()).where(OutboxEntry.relayed_at.is_(None))
            _WAITING.set(session.scalar(waiting) or 0)
            dead = select(func.count()).where(FailedMessage.dead_at.is_not(None))
            retrying = select(func.count()).where(FailedMessage.dead_at.is_(None))
            _FAILED.labels("dead").set(session.scalar(dead) or 0)
            _FAILED.labels("retrying").set(session.scalar(retrying) or 0)
        _DATABASE_UP.set(1)
    except SQLAlchemyError:
        _DATABASE_UP.set(0)
    return generate_latest(REGISTRY)
