"""Fixtures of the search tests: a real index, kept up as the worker would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.catalogue.search.actions import index_changes, rebuild_index
from services.catalogue.settings import read_settings

Find = Callable[..., dict[str, Any]]


@pytest.fixture
def index_dir(client: FlaskClient) -> Path:
    """The folder of an empty live index."""
    folder = read_settings().index_dir
    rebuild_index(folder)
    return folder


@pytest.fixture
def drain(index_dir: Path) -> Callable[[], int]:
    """Return a function that takes changes in, as the worker's task does."""
    return lambda: index_changes(index_dir)


@pytest.fixture
def find(client: FlaskClient) -> Find:
    """Return a function that searches by the API and gives the answer."""

    def ask(q: str = "", **parameters: Any) -> dict[str, Any]:
        answer = client.get("/catalogue/api/search", query_string={"q": q} | parameters)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    return ask


def titles(answer: dict[str, Any]) -> list[str]:
    """The titles of an answer's items, in order."""
    return [item["title"] for item in answer["items"]]
