"""Who may call what: the whole route map against the written matrix, asked over HTTP as every role."""

from __future__ import annotations

import importlib
import re
import uuid
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from flask import Flask
from werkzeug.routing import Rule

from shared.auth.tokens import Role
from tests.architecture.source import REPOSITORY, SERVICES

MATRIX = REPOSITORY / "tests" / "architecture" / "access.txt"
ANYONE = "anyone"


@cache
def written_matrix() -> dict[str, frozenset[str]]:
    """The lines `METHOD /route: role role` of access.txt."""
    lines = [line for line in MATRIX.read_text().splitlines() if line and not line.startswith("#")]
    pairs = [line.split(": ", 1) for line in lines]
    return {route: frozenset(roles.split()) for route, roles in pairs}


def routes_of(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.rule}", method, rule


def address_of(rule: Rule) -> str:
    """An address of the rule, with ids that name nothing."""
    some_id = str(uuid.UUID(int=0))
    filled = re.sub(r"<uuid:[^>]+>", some_id, rule.rule)
    filled = re.sub(r"<int:[^>]+>", "1", filled)
    return re.sub(r"<[^>]+>", "nothing", filled)


@pytest.fixture(params=SERVICES)
def app(request: pytest.FixtureRequest, service_environment: Callable[[str], object]) -> Flask:
    service_environment(request.param)
    made: Flask = importlib.import_module(f"services.{request.param}.app").create_app()
    return made


def test_every_route_is_in_the_matrix(app: Flask) -> None:
    missing = [route for route, _, _ in routes_of(app) if route not in written_matrix()]
    assert not missing, "write who may call these in tests/architecture/access.txt"


def test_the_matrix_names_no_route_that_is_gone(app: Flask) -> None:
    prefix = f"/{app.name}/"
    written = {route for route in written_matrix() if route.split(" ")[1].startswith(prefix)}
    assert written <= {route for route, _, _ in routes_of(app)}


def test_every_role_gets_what_the_matrix_says(
    app: Flask, bearer: Callable[..., dict[str, str]]
) -> None:
    client = app.test_client()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    wrong = []
    for route, method, rule in routes_of(app):
        allowed = written_matrix().get(route, frozenset())
        for role in [*Role, None]:
            headers = bearer(role) if role else {}
            answer = client.open(address_of(rule), method=method, headers=headers)
            signing_in = answer.status_code == 302 and "/sign-in" in (answer.location or "")
            turned_away = answer.status_code in (401, 403) or signing_in
            expected = ANYONE in allowed or role == Role.OPERATOR or str(role) in allowed
            if turned_away == expected:
                wrong.append(f"{route} as {role or 'visitor'}: {answer.status_code}")
            if answer.status_code >= 500 and answer.status_code != 503:
                wrong.append(f"{route} as {role or 'visitor'}: {answer.status_code}")
    assert not wrong
