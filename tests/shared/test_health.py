"""Every service says whether it lives and is ready."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import SERVICES, make_client

Environment = Callable[[str], dict[str, str]]


@pytest.mark.parametrize("service", SERVICES)
def test_a_migrated_service_is_ready(service: str, service_environment: Environment) -> None:
    client = make_client(service, service_environment)
    assert client.get(f"/{service}/live").json == {"status": "live"}
    answer = client.get(f"/{service}/ready")
    assert answer.status_code == 200
    assert answer.json["status"] == "ready"


@pytest.mark.parametrize("service", SERVICES)
def test_redis_away_degrades_and_does_not_unready(
    service: str, service_environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    service_environment(service)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    import importlib

    client = importlib.import_module(f"services.{service}.app").create_app().test_client()
    answer = client.get(f"/{service}/ready")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")


def test_an_unknown_address_is_a_problem_document(service_environment: Environment) -> None:
    client = make_client("catalogue", service_environment)
    answer = client.get("/catalogue/api/nothing-here")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"].startswith("urn:innovation-zone:problem:")
