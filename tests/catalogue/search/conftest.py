"""Fixtures of the search tests: a real index, kept up as the worker would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Find = Callable[..., dict[str, Any]]


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
