"""What nobody should send gets a clear refusal, never a fault of ours."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable

import pytest

from shared.auth.tokens import Role
from tests.conftest import make_client

Environment = Callable[[str], dict[str, str]]


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([value]).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("service", "address"),
    [
        ("catalogue", "/catalogue/innovations/a%00b"),
        ("catalogue", "/catalogue/api/innovations?reference=%00"),
        ("catalogue", "/catalogue/api/organisations?q=%00"),
        ("catalogue", f"/catalogue/api/organisations?cursor={cursor(chr(0))}"),
        ("events", "/events/a%00/programme"),
        ("events", f"/events/api/editions?cursor={cursor(10**30)}"),
        ("events", "/events/api/editions?cursor=nonsense"),
        ("events", "/events/api/editions?colour=red"),
        ("notifications", "/notifications/api/keys?colour=red"),
    ],
)
def test_an_odd_address_is_refused(
    service: str, address: str, service_environment: Environment
) -> None:
    answer = make_client(service, service_environment).get(address)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800b"], ids=["NUL", "half a character"])
def test_text_that_cannot_be_stored_is_refused(
    name: str, service_environment: Environment, bearer: Callable[..., dict[str, str]]
) -> None:
    client = make_client("events", service_environment)
    fields = {"year": 2031, "name": name, "venue": "Leeds"}
    days = {"starts_on": "2031-07-01", "ends_on": "2031-07-03"}
    answer = client.post("/events/api/editions", json=fields | days, headers=bearer(Role.ORGANISER))
    assert answer.status_code == 422, answer.text


def test_a_file_that_is_too_large_is_refused_in_words(
    service_environment: Environment, bearer: Callable[..., dict[str, str]]
) -> None:
    client = make_client("catalogue", service_environment)
    data = {"kind": "innovations", "file": (io.BytesIO(b"x" * 17_000_000), "large.csv")}
    answer = client.post("/catalogue/api/imports", data=data, headers=bearer(Role.REVIEWER))
    assert answer.status_code == 413
    assert "16 MB" in answer.json["detail"]


def test_a_program_that_asks_for_problem_documents_gets_one(
    service_environment: Environment,
) -> None:
    client = make_client("events", service_environment)
    answer = client.get("/events/nothing", headers={"Accept": "application/problem+json"})
    assert answer.mimetype == "application/problem+json"


def test_a_browser_program_of_an_allowed_origin_may_ask_first(
    service_environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://partner.example")
    client = make_client("notifications", service_environment)
    asking = {"Origin": "https://partner.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/notifications/api/account", headers=asking)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://partner.example"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    stranger = client.options("/notifications/api/account", headers={"Origin": "https://x.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers
