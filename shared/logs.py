"""Structured logs: a literal event name plus fields, JSON in production, without personal data."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from shared.tracing import current_traceparent, trace_id

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
_encode = json.JSONEncoder().encode


def configure_logs(service: str, process: str, *, level: str, log_format: str) -> None:
    """Send structlog and the standard library's logging to standard output in one shape."""

    def add_origin(
        _logger: object, _name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        event["service"], event["process"] = service, process
        event["trace_id"] = trace_id(current_traceparent())
        return event

    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_origin,
        structlog.processors.format_exc_info,
    ]
    rendering = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=rendering, foreign_pre_chain=before)
    )
    global _lines  # noqa: PLW0603 - logging is one for a process
    origin = {"service": service, "process": process}
    _lines = _Lines(origin, handler) if log_format == "json" else None
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    for noisy in ("celery.app.trace", "celery.worker.strategy", "celery.beat", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.root.level))


def log_request(level: str, fields: dict[str, Any]) -> None:
    """Write the line of a request, in the shape of all the others.

    One comes with every request, and a fifth of what a small answer costs went into structlog's
    chain of processors; so this one is put together by hand where logs are JSON.
    """
    known = _lines
    number = _LEVELS[level]
    if known is None:
        getattr(get_logger(__name__), level)("request", **fields)
    elif logging.root.isEnabledFor(number):
        moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        said = {"event": "request", **fields, "level": level, "timestamp": moment}
        said |= {**known.origin, "trace_id": trace_id(current_traceparent())}
        known.write(_encode(said) + "\n")


@dataclass(frozen=True)
class _Lines:
    """Where a process's lines of JSON go, and what each says of where it came from."""

    origin: dict[str, str]
    handler: logging.StreamHandler[Any]

    def write(self, line: str) -> None:
        """Write a whole line at once."""
        self.handler.acquire()
        try:
            self.handler.stream.write(line)
            self.handler.flush()
        finally:
            self.handler.release()


_lines: _Lines | None = None


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
