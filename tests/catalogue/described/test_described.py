"""The endpoints answer as their OpenAPI document says, whatever they are asked.

Requests are made up from the document, right ones and wrong ones; none may be answered by a 500, a
status or a content type that is not described, or a body of another shape.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.catalogue.needs.actions import record_search
from shared.auth.tokens import Role
from tests.architecture.test_roles import written_matrix
from tests.catalogue.conftest import Submit

OURS = re.compile(
    r"/catalogue/api/(search|suggestions|postings|saved-searches|unmet-needs|organisations)(/|$)"
    r"|/similar$"
)
ROUTES = sorted(route for route in written_matrix() if OURS.search(route))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def described(client: FlaskClient, register: None, submit: Submit, drain: Callable[[], int]) -> Any:
    """The document of an app that has something to find."""
    for number in range(3):
        submit(f"Rain garden {number}", themes=("climate",), published=True)
    drain()
    record_search("board hover", "hover boards", "", found=0, day=dt.date(2026, 3, 4))
    app = client.application
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return schemathesis.openapi.from_wsgi("/catalogue/api/openapi.json", app)


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_is_as_described(
    route: str, described: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    method, _, rule = route.partition(" ")
    operation = described[re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)][method]
    someone = bearer(Role.OPERATOR, subject=uuid.UUID(int=7))

    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=someone, checks=CHECKS)

    ask()


def test_errors_are_described_as_problem_documents(client: FlaskClient) -> None:
    document = client.get("/catalogue/api/openapi.json").json
    answers = document["paths"]["/catalogue/api/search"]["get"]["responses"]
    [name] = [answers["default"]["$ref"].rpartition("/")[2]]
    described = document["components"]["responses"][name]["content"]
    assert list(described) == ["application/problem+json"]
    wrong = client.get("/catalogue/api/search?limit=0")
    assert wrong.mimetype == "application/problem+json"
    problem = document["components"]["schemas"]["Problem"]
    assert set(wrong.json) <= set(problem["properties"])
    assert set(problem["required"]) <= set(wrong.json)
