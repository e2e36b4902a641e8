"""The line that each request leaves in the log, put together by hand, is like all the others."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from shared import logs


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put logging back as other tests want it."""
    handlers, level = logging.root.handlers, logging.root.level
    monkeypatch.setattr(logs, "_lines", None)
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)


def lines_of(level: str, log_format: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a request and another event leave at a level."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stdout", written)
    logs.configure_logs("catalogue", "web", level=level, log_format=log_format)
    logs.log_request("info", {"route": "/catalogue/", "status": 200})
    logs.log_request("debug", {"route": "/catalogue/live", "status": 200})
    logs.get_logger(f"test.{level}.{log_format}").info("other", status=1)
    return written.getvalue().splitlines()


def test_a_request_leaves_a_line_of_the_same_shape_as_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request, other = (json.loads(line) for line in lines_of("INFO", "json", monkeypatch))
    assert set(request) - {"route"} == set(other)
    assert {name: request[name] for name in ("event", "level", "service", "process", "route")} == {
        "event": "request",
        "level": "info",
        "service": "catalogue",
        "process": "web",
        "route": "/catalogue/",
    }
    assert request["timestamp"][-1] == other["timestamp"][-1] == "Z"
    assert len(request["trace_id"]) == 32


def test_levels_are_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines_of("WARNING", "json", monkeypatch) == []


def test_on_a_console_requests_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of("INFO", "console", monkeypatch)
    assert sum("/catalogue/" in line for line in lines) == 1
