"""Bringing files in as the API and a worker do, for tests."""

from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient

from services.catalogue.innovations.tasks import find_imports

ADDRESS = "/catalogue/api/imports"


def import_file(
    client: FlaskClient, headers: dict[str, str], kind: str, content: bytes | str, **options: str
) -> dict[str, Any]:
    """Send a file, let the worker's task take it, and return the import."""
    raw = content.encode() if isinstance(content, str) else content
    form: dict[str, Any] = {"kind": kind, "file": (io.BytesIO(raw), "file.csv"), **options}
    answer = client.post(ADDRESS, data=form, headers=headers)
    assert answer.status_code == 202, answer.json
    find_imports()
    body: dict[str, Any] = client.get(f"{ADDRESS}/{answer.json['id']}", headers=headers).json
    return body


def counts(body: dict[str, Any]) -> dict[str, int]:
    """The figures of an import that are not nought."""
    names = ("created", "updated", "unchanged", "rejected")
    return {name: body[name] for name in names if body[name]}
