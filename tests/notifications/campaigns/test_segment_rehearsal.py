"""A campaign to a segment is rehearsed, approved by somebody else, and voided by what changes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.notifications.contacts.queries import find_contacts
from services.notifications.database import database
from shared.auth.tokens import Role
from tests.conftest import make_client
from tests.notifications.campaigns.test_rehearsal import lines, rehearse
from tests.notifications.conftest import World

Headers = dict[str, str]


def segment(client: FlaskClient, headers: Headers, conditions: Any) -> Any:
    body = {"name": "A segment", "conditions": conditions}
    made = client.post("/notifications/api/segments", json=body, headers=headers)
    assert made.status_code == 201, made.text
    return made


def approve(client: FlaskClient, address: str, rehearsal: Any, headers: Headers) -> Any:
    return client.post(f"{address}/approval", json={"hash": rehearsal["hash"]}, headers=headers)


def test_everybody_of_a_segment_is_in_or_out_for_a_reason(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council", "Solar streets")
    world.contacts(
        ("a@surrey.example", "Ann", "Surrey CC", "invitations"),
        ("a+zone@surrey.example", "Ann", "Surrey CC", "invitations"),
        ("b@surrey.example", "Bea", "Surrey CC", "bulletins"),
        ("c@corby.example", "Cas", "Corby Borough Council", "invitations"),
        ("d@surrey.example", "Dan", "Surrey CC", "invitations"),
        ("k@kent.example", "Kim", "Kent County Council", "invitations"),
        ("n@nowhere.example", "Nia", "Nowhere Trust of Somewhere", "invitations"),
        ("o@other.example", "Ola", "Leeds City Council", "alerts"),
    )
    with database.transaction() as session:
        dan = find_contacts(session, ["d@surrey.example"])["d@surrey.example"]
        session.execute(
            text("UPDATE contacts SET bounced_at = now() WHERE id = :id"), {"id": dan.id}
        )
    everybody_but_leeds = {"not": {"fact": "consent", "purpose": "alerts"}}
    made = segment(client, organiser, everybody_but_leeds)
    address = world.campaign(organiser, audience={"segment_id": made.json["id"]})
    rehearsal = rehearse(client, address, organiser)
    assert lines(client, address, rehearsal, organiser) == {
        "a@surrey.example": None,
        "a+zone@surrey.example": "duplicate_mailbox",
        "b@surrey.example": "no_consent",
        "c@corby.example": "abolished_council",
        "d@surrey.example": "bounced",
        "k@kent.example": None,
        "n@nowhere.example": "no_current_body",
    }
    assert rehearsal["recipients"] == 2
    assert rehearsal["left_out"] == {"people": 5, "organisations": 0}
    assert sum(rehearsal["excluded"].values()) == 5
    assert rehearsal["segment_version"] == 1
    shown = client.get(address, headers=organiser).json
    assert shown["audience"]["segment_id"] == made.json["id"]


def test_people_and_organisations_that_get_nothing_are_counted_apart(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.innovation("Leeds City Council")
    world.innovation(None, organisation_name="Some charity")
    world.contacts(("a@surrey.example", "Ann", "Surrey CC", "alerts"))
    rehearsal = rehearse(client, world.campaign(organiser), organiser)
    assert rehearsal["left_out"] == {"people": 1, "organisations": 2}


def test_a_changed_segment_voids_a_rehearsal_before_it_is_approved(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.contacts(("a@surrey.example", "Ann", "Surrey CC", "invitations"))
    made = segment(client, organiser, {"fact": "region", "values": ["South East"]})
    address = world.campaign(organiser, audience={"segment_id": made.json["id"]})
    first = rehearse(client, address, organiser)
    headers = organiser | {"If-Match": made.headers["ETag"]}
    change = {"conditions": {"fact": "region", "values": ["South East", "London"]}}
    assert client.patch(made.location, json=change, headers=headers).status_code == 200
    assert approve(client, address, first, organiser).status_code == 409
    second = rehearse(client, address, organiser)
    assert second["recipients"] == first["recipients"]
    assert second["hash"] != first["hash"], "it stands for other conditions"
    assert approve(client, address, second, organiser).status_code == 200


@pytest.fixture
def strict(
    service_environment: Callable[[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A world whose campaigns a second person approves."""
    monkeypatch.setenv("SECOND_APPROVER", "true")
    yield World(make_client("notifications", service_environment))
    database.dispose()


def test_nobody_approves_what_they_wrote_or_changed(
    strict: World, bearer: Callable[..., Headers]
) -> None:
    client = strict.client
    assert client is not None
    strict.innovation("Surrey County Council")
    strict.contacts(("a@surrey.example", "Ann", "Surrey CC", "invitations"))
    writer, editor, other = (bearer(Role.ORGANISER, subject=uuid.uuid4()) for _ in range(3))
    address = strict.campaign(writer)
    changed = client.patch(address, json={"subject": "Come"}, headers=editor | {"If-Match": '"1"'})
    assert changed.status_code == 200
    rehearsal = rehearse(client, address, other)
    for own in (writer, editor):
        refused = approve(client, address, rehearsal, own)
        assert (refused.status_code, "somebody else" in refused.text) == (403, True)
    assert approve(client, address, rehearsal, other).json["state"] == "approved"


@pytest.mark.parametrize("field", ["segment_id", "brand_id", "template_id"])
def test_a_choice_that_is_not_there_is_refused_at_its_field(
    world: World, client: FlaskClient, organiser: Headers, field: str
) -> None:
    nothing = str(uuid.uuid4())
    body: dict[str, Any] = {
        "name": "x",
        "edition_id": str(uuid.uuid4()),
        "audience": {"themes": ["climate"]},
    }
    if field == "segment_id":
        body["audience"] = {"segment_id": nothing}
    else:
        body[field] = nothing
    answer = client.post("/notifications/api/campaigns", json=body, headers=organiser)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == f"/{field}"


def test_an_audience_that_says_nobody_is_refused(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    body = {"name": "x", "edition_id": str(uuid.uuid4()), "audience": {}}
    answer = client.post("/notifications/api/campaigns", json=body, headers=organiser)
    assert answer.status_code == 422
    address = world.campaign(organiser)
    headers = organiser | {"If-Match": "*"}
    emptied = client.patch(address, json={"audience": {"themes": []}}, headers=headers)
    assert emptied.status_code == 422
    assert emptied.json["errors"][0]["pointer"] == "/themes"
