"""Carries the trace of one request through HTTP, message and task (W3C Trace Context)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def new_traceparent(parent: str | None = None) -> str:
    """Return a traceparent with a fresh span, in the trace of `parent` where that is well formed."""
    match = _TRACEPARENT.match(parent or "")
    trace_id = match.group(1) if match else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def current_traceparent() -> str:
    """Return the trace we are in, or start one."""
    return _current.get() or new_traceparent()


def enter_trace(parent: str | None) -> tuple[str, Token[str | None]]:
    """Begin to work inside the trace of `parent`, or of a new one, until `leave_trace`."""
    traceparent = new_traceparent(parent)
    return traceparent, _current.set(traceparent)


def leave_trace(token: Token[str | None]) -> None:
    """Work in what was around before."""
    _current.reset(token)


@contextmanager
def traced(parent: str | None) -> Iterator[str]:
    """Work inside the trace of `parent`, or of a new one."""
    traceparent, token = enter_trace(parent)
    try:
        yield traceparent
    finally:
        leave_trace(token)


def trace_id(traceparent: str) -> str:
    """Return the 32 hex digits that all work of one request shares."""
    return traceparent.split("-")[1]
