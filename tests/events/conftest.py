"""Fixtures of the events service's tests."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.events.database import database
from services.events.messenger import SUBSCRIPTIONS
from shared.auth import keys
from shared.auth.access import COOKIE
from shared.auth.tokens import Principal, Role, sign
from shared.bus.inbox import Inbox
from shared.bus.models import OutboxEntry
from shared.contracts.message import Message
from tests.conftest import KeyFiles, make_client

HOME = "http://localhost:8000"
Json = dict[str, Any]


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> Iterator[FlaskClient]:
    """A client of the events app on a fresh database."""
    yield make_client("events", service_environment)
    database.dispose()


class Organiser:
    """A program that acts as an organiser."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    def get(self, path: str) -> TestResponse:
        """Read an address of the API."""
        return self.client.get(f"/events/api{path}", headers=self.headers)

    def post(self, path: str, data: Json | None = None, **headers: str) -> TestResponse:
        """Post JSON to an address of the API; `headers` are further ones."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/events/api{path}", json=data or {}, headers=sent)

    def change(self, path: str, version: int | None, data: Json) -> TestResponse:
        """Patch a version of a thing."""
        return self.client.patch(f"/events/api{path}", json=data, headers=self._match(version))

    def delete(self, path: str, version: int | None) -> TestResponse:
        """Delete a version of a thing."""
        return self.client.delete(f"/events/api{path}", headers=self._match(version))

    def edition(self, **other: Any) -> Json:
        """Create an edition with two stages."""
        answer = self.post("/editions", edition_data(**other))
        assert answer.status_code == 201, answer.json
        made: Json = answer.json
        return made

    def session(self, edition: Json, stage: int = 0, **other: Any) -> Json:
        """Schedule a session on a stage of an edition, on its first day at 10."""
        answer = self.post(
            f"/editions/{edition['id']}/sessions", session_data(edition, stage, **other)
        )
        assert answer.status_code == 201, answer.json
        made: Json = answer.json
        return made

    def _match(self, version: int | None) -> dict[str, str]:
        return self.headers | ({} if version is None else {"If-Match": f'"{version}"'})


def edition_data(**other: Any) -> Json:
    """What an organiser says of an edition that is far away."""
    return {
        "year": 2090,
        "name": "Innovation Zone 2090",
        "themes": [{"label": "Climate action"}, {"slug": "housing", "label": "Homes"}],
        "venue": "Harrogate",
        "starts_on": "2090-07-04",
        "ends_on": "2090-07-06",
        "stages": [{"name": "Main stage", "capacity": 80}, {"name": "Small stage"}],
    } | other


def session_data(edition: Json, stage: int = 0, **other: Any) -> Json:
    """What an organiser says of a session."""
    return {
        "title": "Warmer homes",
        "organisation_name": "Leeds City Council",
        "stage_id": edition["stages"][stage]["id"],
        "starts_at": f"{edition['starts_on']}T09:00:00Z",
        "ends_at": f"{edition['starts_on']}T09:45:00Z",
    } | other


@pytest.fixture
def organiser(client: FlaskClient, bearer: Callable[..., dict[str, str]]) -> Organiser:
    """A program that acts as an organiser."""
    return Organiser(client, bearer(Role.ORGANISER))


class Browser:
    """A person's browser, signed in or not, that sends the form token of the page it was shown."""

    def __init__(self, client: FlaskClient, cookie: str | None) -> None:
        self.client = client.application.test_client()
        if cookie:
            self.client.set_cookie(COOKIE, cookie, domain="localhost")

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=HOME)

    def post(self, path: str, data: Json) -> TestResponse:
        """Open the page and send its form."""
        return self.send(path, self.token(path), data)

    def token(self, path: str) -> str:
        """Open the page and return its form's token."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def send(self, path: str, token: str, data: Json) -> TestResponse:
        """Send a form that was opened before."""
        return self.client.post(path, base_url=HOME, data={"csrf_token": token} | data)


@pytest.fixture
def browser(client: FlaskClient, key_files: KeyFiles) -> Browser:
    """The browser of an organiser."""
    now = dt.datetime.now(dt.UTC)
    principal = Principal(
        subject=uuid.uuid4(),
        name="Olu Organiser",
        roles=frozenset([Role.ORGANISER]),
        session_id=uuid.uuid4(),
        kind="session",
        expires_at=now + dt.timedelta(hours=1),
    )
    return Browser(client, sign(principal, keys.SigningKey.read(key_files.private), now))


@pytest.fixture
def visitor(client: FlaskClient) -> Browser:
    """The browser of somebody who has not signed in."""
    return Browser(client, None)


@pytest.fixture
def receive(client: FlaskClient) -> Callable[[Message], None]:
    """Apply a message as the messenger does."""
    inbox = Inbox(database, SUBSCRIPTIONS)

    def apply(message: Message) -> None:
        inbox.receive(message.to_envelope())

    return apply


def published(wire_type: str) -> list[OutboxEntry]:
    """Return what was published of a type, in order."""
    with database.reading() as session:
        return list(
            session.scalars(
                select(OutboxEntry)
                .where(OutboxEntry.type == wire_type)
                .order_by(OutboxEntry.position)
            )
        )
