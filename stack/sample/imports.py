"""Sends a file to a service's imports and waits until every row was dealt with."""

import json
import time
import uuid
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from stack.faults import StackFault

_FINAL_STATES = frozenset({"done", "failed"})
_UNAVAILABLE = frozenset({429, 502, 503, 504})
_POLL_SECONDS = 0.25
_SHOWN_ERRORS = 3


@dataclass(frozen=True)
class Importer:
    """A bearer of a token who imports files through the front door at `address`."""

    address: str
    token: str
    patience_seconds: float = 120.0

    def run(self, service: str, file: Path, kind: str, *, publish: bool, **about: str) -> str:
        """Import a file; what became of its rows, in a line. StackFault: why it could not be.

        `about` names what the rows are for, where they are all for one edition or cohort.
        """
        fields = {"kind": kind, **about} | ({"publish": "true"} if publish else {})
        boundary = uuid.uuid4().hex
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Idempotency-Key": boundary,
        }
        path = f"/{service}/api/imports"
        started = self.ask(path, _multipart(boundary, fields, file), headers)
        report = self._finished(path, started)
        if report.get("state") == "failed":
            raise StackFault(f"{file.name} could not be imported: {_errors(report)}")
        return _summary(report)

    def _finished(self, path: str, report: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + self.patience_seconds
        while report.get("state") not in _FINAL_STATES:
            if time.monotonic() > deadline:
                raise StackFault(
                    f"The import is still {report.get('state')} after {self.patience_seconds:.0f}"
                    " seconds: look at the worker with `zone logs`."
                )
            time.sleep(_POLL_SECONDS)
            report = self.ask(f"{path}/{report['id']}")
        return report

    def ask(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a request, again while the service is not there yet; the same key makes it safe."""
        given = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        request = Request(f"{self.address}{path}", body, given | (headers or {}))  # noqa: S310 - http
        opener = build_opener(ProxyHandler({}))
        deadline = time.monotonic() + self.patience_seconds
        while True:
            try:
                with opener.open(request, timeout=30) as answer:
                    found: dict[str, Any] = json.load(answer)
                    return found
            except HTTPError as error:
                if error.code not in _UNAVAILABLE or time.monotonic() > deadline:
                    raise StackFault(f"{path} answered {error.code}: {_detail(error)}") from error
            except (URLError, HTTPException, OSError) as error:
                if time.monotonic() > deadline:
                    raise StackFault(f"{self.address} does not answer: {error}") from error
            time.sleep(_POLL_SECONDS)


def _multipart(boundary: str, fields: dict[str, str], file: Path) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
        "Content-Type: text/csv; charset=utf-8\r\n\r\n"
    )
    end = f"\r\n--{boundary}--\r\n"
    return "".join([*parts, head]).encode() + file.read_bytes() + end.encode()


def _detail(error: HTTPError) -> str:
    try:
        problem = json.load(error)
    except ValueError:
        return str(error.reason)
    faults = [str(fault.get("message")) for fault in problem.get("errors") or []]
    told = problem.get("detail") or problem.get("title") or error.reason
    return " ".join([str(told), *faults[:_SHOWN_ERRORS]])


def _summary(report: dict[str, Any]) -> str:
    counted = [
        f"{report[name]} {name}"
        for name in ("rows", "created", "updated", "unchanged", "rejected")
        if report.get(name) is not None
    ]
    line = ", ".join(counted) or "imported"
    return f"{line} ({_errors(report)})" if report.get("rejected") else line


def _errors(report: dict[str, Any]) -> str:
    errors = report.get("errors") or []
    told = [f"row {error.get('row')}: {error.get('message')}" for error in errors[:_SHOWN_ERRORS]]
    return "; ".join(told) or "no reason was given"
