"""Fixtures of the notifications service's tests."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.notifications.campaigns.actions import follow_edition, follow_innovation
from services.notifications.contacts.actions import IMPORTERS, follow_organisation
from services.notifications.database import database
from services.notifications.delivery.actions.journal import close_journals
from services.notifications.delivery.gateways import close_relays
from services.notifications.settings import NotificationsSettings, read_settings
from shared.auth.tokens import Role
from shared.imports import ImportOptions, Outcome, Row
from shared.register import load_register
from tests.conftest import make_client
from tests.notifications.smtp_server import MisbehavingSmtp

EDITION = uuid.UUID("018f0000-0000-7000-8000-0000000000ed")


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> Iterator[FlaskClient]:
    """A client of the notifications app on a fresh database."""
    yield make_client("notifications", service_environment)
    database.dispose()


@pytest.fixture
def settings_for(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[MisbehavingSmtp], NotificationsSettings]]:
    """The settings of the client's service with a server of ours as the relay."""

    def settings(server: MisbehavingSmtp) -> NotificationsSettings:
        monkeypatch.setenv("SMTP_URL", server.url)
        return read_settings()

    yield settings
    close_relays()
    close_journals()


@pytest.fixture
def organiser(bearer: Callable[..., dict[str, str]]) -> dict[str, str]:
    """Headers of an organiser."""
    return bearer(Role.ORGANISER)


class World:
    """What the other services have told: the register, an edition and innovations."""

    def __init__(self, client: FlaskClient | None = None) -> None:
        self.client = client
        councils = {council.name: council for council in load_register().councils}
        self._councils = councils
        with database.transaction() as session:
            for council in councils.values():
                data = {
                    "organisation_id": council.id,
                    "name": council.name,
                    "other_names": list(council.other_names),
                    "kind": str(council.kind),
                    "region": council.region,
                    "started_on": council.started_on,
                    "ended_on": council.ended_on,
                    "successor_ids": list(council.successor_ids),
                    "mail_domains": [],
                }
                follow_organisation(session, data, 1)
        self.edition()

    def edition(self, ends_on: dt.date = dt.date(2099, 7, 9), version: int = 1) -> None:
        data = {
            "edition_id": EDITION,
            "name": "Innovation Zone 2099",
            "slug": "2099",
            "themes": ["Climate", "Waste"],
            "venue": "Harrogate",
            "starts_on": ends_on - dt.timedelta(days=2),
            "ends_on": ends_on,
        }
        with database.transaction() as session:
            follow_edition(session, data, version)

    def council(self, name: str) -> uuid.UUID:
        return self._councils[name].id

    def innovation(
        self,
        council: str | None,
        title: str = "Solar streets",
        themes: tuple[str, ...] = ("climate",),
        **other: Any,
    ) -> uuid.UUID:
        innovation_id: uuid.UUID = other.get("innovation_id", uuid.uuid4())
        data = {
            "innovation_id": innovation_id,
            "title": title,
            "summary": f"A summary of {title}.",
            "organisation_id": self.council(council) if council else None,
            "organisation_name": council or other.get("organisation_name", "Somebody"),
            "themes": list(themes),
            "year": other.get("year", 2024),
            "url": f"http://localhost:8000/catalogue/innovations/{innovation_id}",
        }
        with database.transaction() as session:
            follow_innovation(session, data, other.get("version", 1))
        return innovation_id

    def contacts(self, *rows: tuple[str, str, str, str]) -> list[Outcome]:
        """Bring rows of (email, name, organisation, consents) in."""
        return bring_in(
            [
                {"email": e, "name": n, "organisation": o, "roles": "", "consents": c}
                for e, n, o, c in rows
            ]
        )

    def campaign(self, headers: dict[str, str], **fields: Any) -> str:
        """Write a campaign and return its address in the API."""
        assert self.client is not None
        body = {
            "name": "Invitations",
            "edition_id": str(EDITION),
            "subject": "((organisation)): come to ((edition))",
            "body": "Dear ((name)),\n\n((innovations))\n\n[Answer](((answer_link)))",
            "audience": {"themes": ["climate"]},
        } | fields
        answer = self.client.post("/notifications/api/campaigns", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return f"/notifications/api/campaigns/{answer.json['id']}"

    def send(self, address: str, headers: dict[str, str]) -> dict[str, Any]:
        """Rehearse, approve and send a campaign; return its progress."""
        assert self.client is not None
        rehearsal = self.client.post(f"{address}/rehearsals", headers=headers).json
        approval = {"hash": rehearsal["hash"]}
        answer = self.client.post(f"{address}/approval", json=approval, headers=headers)
        assert answer.status_code == 200, answer.text
        answer = self.client.post(f"{address}/send", headers=headers)
        assert answer.status_code == 202, answer.text
        return dict(answer.json)


def bring_in(rows: list[dict[str, str]]) -> list[Outcome]:
    """Import rows of contacts and return what became of each."""
    options = ImportOptions(publish=False, actor_id=uuid.UUID(int=1))
    numbered = [Row(number, values) for number, values in enumerate(rows, start=2)]
    with database.transaction() as session:
        results = IMPORTERS[0].run(session, numbered, options)
        outcomes = {row.number: outcome for row, outcome in results}
    return [outcomes[row.number] for row in numbered]


@pytest.fixture
def world(client: FlaskClient) -> World:
    """The world the notifications service has heard of."""
    return World(client)


def outbox(kind: str) -> list[dict[str, Any]]:
    """The bodies of what waits to be published or woken of a type, in order."""
    with database.reading() as session:
        rows = session.execute(
            text("SELECT body FROM outbox WHERE type = :kind ORDER BY position"), {"kind": kind}
        )
        return [row.body for row in rows]


def make_due() -> None:
    """Let everything that waits for later be due now."""
    with database.transaction() as session:
        for table in ("letters", "recipients"):
            session.execute(text(f"UPDATE {table} SET due_at = now() WHERE state = 'queued'"))
