"""A rehearsal says exactly who gets an invitation, and who not and why."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from services.notifications.contacts.actions import refuse_mail
from services.notifications.contacts.queries import find_contacts
from services.notifications.database import database
from tests.notifications.conftest import World

Headers = dict[str, str]


def rehearse(client: FlaskClient, address: str, headers: Headers) -> dict[str, Any]:
    answer = client.post(f"{address}/rehearsals", headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def lines(client: FlaskClient, address: str, rehearsal: dict[str, Any], headers: Headers) -> Any:
    where = f"{address}/rehearsals/{rehearsal['id']}/entries"
    items = client.get(where, headers=headers).json["items"]
    return {(item["email"] or item["organisation_name"]): item["reason"] for item in items}


def test_everybody_is_in_or_out_for_a_reason(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.innovation("Devon County Council", themes=("Climate", "housing"))
    world.innovation("Kent County Council", themes=("housing",))
    world.innovation("Leeds City Council")
    world.innovation("Corby Borough Council", "Corby's work")
    world.innovation(None, organisation_name="Some charity")
    world.contacts(
        ("a@surrey.example", "Ann", "Surrey CC", "invitations"),
        ("b@surrey.example", "Bea", "Surrey County Council", "bulletins"),
        ("a+zone@surrey.example", "Ann", "Surrey CC", "invitations"),
        ("d@devon.example", "Dan", "Devon", "invitations;alerts"),
        ("k@kent.example", "Kim", "Kent County Council", "invitations"),
        ("n@north.example", "Nia", "North Northamptonshire Council", "invitations"),
        ("c@corby.example", "Cas", "Corby Borough Council", "invitations"),
    )
    with database.transaction() as session:
        dan = find_contacts(session, ["d@devon.example"])["d@devon.example"]
        refuse_mail(session, dan.id, purpose="invitations", reason="test", now=dan.created_at)

    address = world.campaign(organiser)
    rehearsal = rehearse(client, address, organiser)

    assert lines(client, address, rehearsal, organiser) == {
        "a@surrey.example": None,
        "a+zone@surrey.example": "duplicate_mailbox",
        "b@surrey.example": "no_consent",
        "d@devon.example": "suppressed",
        "Leeds City Council": "no_contact",
        "n@north.example": None,
        "c@corby.example": "abolished_council",
        "Some charity": "unknown_organisation",
    }
    assert rehearsal["recipients"] == 2
    assert rehearsal["excluded"]["no_contact"] == 1


def test_innovations_before_the_year_do_not_count(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council", year=2019)
    world.innovation("Devon County Council", year=2023)
    world.contacts(
        ("s@surrey.example", "S", "Surrey County Council", "invitations"),
        ("d@devon.example", "D", "Devon County Council", "invitations"),
    )
    address = world.campaign(organiser, audience={"themes": ["CLIMATE "], "since_year": 2020})
    rehearsal = rehearse(client, address, organiser)
    assert lines(client, address, rehearsal, organiser) == {"d@devon.example": None}


def test_what_is_approved_is_the_newest_rehearsal_of_the_campaign_as_it_is(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("s@surrey.example", "S", "Surrey County Council", "invitations"))
    address = world.campaign(organiser)
    first = rehearse(client, address, organiser)
    assert rehearse(client, address, organiser)["hash"] == first["hash"], "nothing has changed"

    world.contacts(("t@surrey.example", "T", "Surrey County Council", "invitations"))
    second = rehearse(client, address, organiser)
    assert second["hash"] != first["hash"]

    def approve(approved_hash: str) -> int:
        body = {"hash": approved_hash}
        answer = client.post(f"{address}/approval", json=body, headers=organiser)
        return answer.status_code

    assert approve(first["hash"]) == 409
    assert approve(second["hash"]) == 200

    tag = client.get(address, headers=organiser).headers["ETag"]
    changed = client.patch(address, json={"subject": "Other"}, headers=organiser)
    assert changed.status_code == 428
    headers = organiser | {"If-Match": tag}
    changed = client.patch(address, json={"subject": "Other"}, headers=headers)
    assert (changed.status_code, changed.json["state"]) == (200, "draft")
    assert changed.json["audience"] == {
        "segment_id": None,
        "themes": ["climate"],
        "since_year": None,
    }
    assert changed.json["approved_hash"] is None
    assert client.patch(address, json={"subject": "X"}, headers=headers).status_code == 412
    assert client.post(f"{address}/send", headers=organiser).status_code == 409
    assert approve(second["hash"]) == 409
    assert len(client.get(f"{address}/rehearsals", headers=organiser).json["items"]) == 3


def test_an_edition_we_have_not_heard_of_is_refused_until_its_message_comes(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    address = world.campaign(organiser, edition_id="018f0000-0000-7000-8000-00000000dead")
    assert client.post(f"{address}/rehearsals", headers=organiser).status_code == 409


def test_a_text_that_cannot_be_sent_is_refused_with_what_to_do(
    client: FlaskClient, organiser: Headers
) -> None:
    body = {
        "name": "x",
        "edition_id": "018f0000-0000-7000-8000-00000000dead",
        "subject": "((nmae))",
        "audience": {"themes": ["climate"]},
    }
    answer = client.post("/notifications/api/campaigns", json=body, headers=organiser)
    assert answer.status_code == 422
    (error,) = answer.json["errors"]
    assert error["pointer"] == "/subject"
    assert "((name))" in error["message"]
