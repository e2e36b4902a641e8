"""The same key sent twice does the thing once, whatever happens in between."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from shared.auth.tokens import Role
from shared.web import idempotency
from tests.conftest import make_client

ADDRESS = "/events/api/editions"
FIELDS = {
    "year": 2031,
    "name": "Innovation Zone 2031",
    "venue": "Leeds",
    "starts_on": "2031-07-01",
    "ends_on": "2031-07-03",
}
Headers = dict[str, str]


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> FlaskClient:
    return make_client("events", service_environment)


@pytest.fixture
def headers(bearer: Callable[..., Headers]) -> Headers:
    return bearer(Role.ORGANISER) | {"Idempotency-Key": uuid.uuid4().hex}


def count(client: FlaskClient) -> int:
    return len(client.get(ADDRESS).json["items"])


def test_a_repeat_gets_the_first_answer(client: FlaskClient, headers: Headers) -> None:
    first = client.post(ADDRESS, json=FIELDS, headers=headers)
    second = client.post(ADDRESS, json=FIELDS, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert count(client) == 1


def test_the_same_key_for_another_request_is_refused(client: FlaskClient, headers: Headers) -> None:
    client.post(ADDRESS, json=FIELDS, headers=headers)
    assert client.post(ADDRESS, json=FIELDS | {"year": 2032}, headers=headers).status_code == 422


def test_a_refused_request_keeps_its_answer_too(client: FlaskClient, headers: Headers) -> None:
    for _ in range(2):
        assert client.post(ADDRESS, json={"year": "x"}, headers=headers).status_code == 422
    assert count(client) == 0


def test_a_crash_between_the_effect_and_its_answer_repeats_nothing(
    client: FlaskClient, headers: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends here."""

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(idempotency, "_finish", die)
    with pytest.raises(Killed):
        client.post(ADDRESS, json=FIELDS, headers=headers)
    monkeypatch.undo()
    again = client.post(ADDRESS, json=FIELDS, headers=headers)
    assert again.status_code == 409
    assert "took effect" in again.json["detail"]
    assert count(client) == 1


def test_a_request_that_failed_before_any_effect_may_be_sent_again(
    client: FlaskClient, headers: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("before anything was written")

    with monkeypatch.context() as broken:
        broken.setattr("services.events.editions.api.create_edition", fail)
        assert client.post(ADDRESS, json=FIELDS, headers=headers).status_code == 500
    assert client.post(ADDRESS, json=FIELDS, headers=headers).status_code == 201
