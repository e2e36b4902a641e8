"""Organisers add and change contacts, in the API and on pages; what a person refused, no edit undoes."""

from __future__ import annotations

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.contacts.actions import refuse_mail
from services.notifications.contacts.queries import find_mailboxes, get_record
from services.notifications.database import database
from tests.notifications.conftest import World

Headers = dict[str, str]
CONTACTS = "/notifications/api/contacts"
NEW = {"email": "Jo@Surrey.example", "name": "Jo Doe", "organisation_name": "Surrey CC"}


def add(client: FlaskClient, headers: Headers, **fields: Any) -> dict[str, Any]:
    answer = client.post(CONTACTS, json=NEW | fields, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{CONTACTS}/{answer.json['id']}"
    return dict(answer.json) | {"etag": answer.headers["ETag"]}


def change(client: FlaskClient, headers: Headers, contact: dict[str, Any], **fields: Any) -> Any:
    return client.patch(
        f"{CONTACTS}/{contact['id']}",
        json=fields,
        headers=headers | {"If-Match": contact["etag"]},
    )


def test_a_contact_is_added_with_their_council_and_what_they_agreed_to_and_where(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    made = add(client, organiser, consents=["alerts"], source="form at the conference")
    assert made["email"] == "jo@surrey.example"
    assert made["organisation_id"] == str(world.council("Surrey County Council"))
    assert made["consents"] == ["alerts"]
    with database.reading() as session:
        record = get_record(session, uuid.UUID(made["id"]))
    assert [(c.purpose, c.given, c.source) for c in record.changes] == [
        ("alerts", True, "form at the conference")
    ]
    assert client.get(f"{CONTACTS}/{made['id']}", headers=organiser).json["name"] == "Jo Doe"


@pytest.mark.parametrize(
    ("fields", "status", "pointer"),
    [
        ({"email": "nonsense"}, 422, "/email"),
        ({"name": "a\nb"}, 422, "/name"),
        ({"organisation_name": " "}, 422, "/organisation_name"),
        ({"roles": ["x\ty"]}, 422, "/roles"),
        ({"consents": ["newsletters"], "source": "x"}, 422, "/consents"),
        ({"consents": ["alerts"]}, 422, "/source"),
        ({"kind": "robot"}, 422, "/kind"),
        ({"unknown": 1}, 422, "/unknown"),
    ],
)
def test_what_is_wrong_is_said_with_its_field_and_nothing_is_kept(
    world: World,
    client: FlaskClient,
    organiser: Headers,
    fields: dict[str, Any],
    status: int,
    pointer: str,
) -> None:
    answer = client.post(CONTACTS, json=NEW | fields, headers=organiser)
    assert answer.status_code == status, answer.text
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert client.get(CONTACTS, headers=organiser).json["items"] == []


def test_one_address_is_one_contact_whoever_comes_first(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    def send(_: int) -> int:
        with client.application.test_client() as own:
            return own.post(CONTACTS, json=NEW, headers=organiser).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(send, range(4)))
    assert statuses == [201, 409, 409, 409]


def test_another_address_keeps_the_old_one_and_every_refusal(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    made = add(client, organiser, consents=["invitations", "alerts"], source="x")
    contact_id = uuid.UUID(made["id"])
    now = dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        refuse_mail(session, contact_id, purpose="invitations", reason="by link", now=now)
    answer = change(client, organiser, made, email="jo@kent.example", left_on="2020-01-31")
    assert answer.status_code == 200, answer.text
    answer = change(client, organiser, {**made, "etag": answer.headers["ETag"]}, left_on=None)
    client.put(
        f"{CONTACTS}/{contact_id}/consents",
        json={"consents": ["invitations", "alerts"], "source": "telephone"},
        headers=organiser | {"If-Match": answer.headers["ETag"]},
    )
    with database.reading() as session:
        record = get_record(session, contact_id)
        assert [past.email for past in record.past_addresses] == ["jo@surrey.example"]
        assert find_mailboxes(session, [contact_id], "invitations") == {}
        assert (
            find_mailboxes(session, [contact_id], "alerts")[contact_id].email == "jo@kent.example"
        )


def test_an_address_of_another_contact_is_refused(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    add(client, organiser, email="taken@surrey.example")
    made = add(client, organiser)
    answer = change(client, organiser, made, email="taken@surrey.example")
    assert answer.status_code == 409
    assert change(client, organiser, made, email="JO@surrey.example").status_code == 200


def test_a_change_over_somebody_elses_is_refused(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    made = add(client, organiser)
    assert change(client, organiser, made, name="Joanna").status_code == 200
    assert change(client, organiser, made, name="Jo again").status_code == 412
    without = client.patch(f"{CONTACTS}/{made['id']}", json={"name": "x"}, headers=organiser)
    assert without.status_code == 428


def test_consents_are_given_and_withdrawn_with_their_history(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    made = add(client, organiser, consents=["alerts"], source="form")
    answer = client.put(
        f"{CONTACTS}/{made['id']}/consents",
        json={"consents": ["bulletins"], "source": "telephone"},
        headers=organiser | {"If-Match": made["etag"]},
    )
    assert answer.json["consents"] == ["bulletins"]
    with database.reading() as session:
        changes = get_record(session, uuid.UUID(made["id"])).changes
    assert {(c.purpose, c.given, c.source) for c in changes} == {
        ("alerts", True, "form"), ("bulletins", True, "telephone"), ("alerts", False, "telephone")
    }  # fmt: skip


def test_a_bounce_by_hand_stops_mail_and_is_taken_back(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    made = add(client, organiser, consents=["alerts"], source="form")
    contact_id = uuid.UUID(made["id"])

    def put(etag: str, *, bounced: bool) -> str:
        answer = client.put(
            f"{CONTACTS}/{contact_id}/bounce",
            json={"bounced": bounced},
            headers=organiser | {"If-Match": etag},
        )
        assert (answer.json["bounced_at"] is not None) == bounced
        return str(answer.headers["ETag"])

    etag = put(made["etag"], bounced=True)
    with database.reading() as session:
        assert find_mailboxes(session, [contact_id], "alerts") == {}
    put(etag, bounced=False)
    with database.reading() as session:
        assert contact_id in find_mailboxes(session, [contact_id], "alerts")


def test_contacts_are_found_by_the_beginnings_of_words_by_purpose_and_by_state(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    add(client, organiser, consents=["alerts"], source="x")
    add(client, organiser, email="ann.other@kent.example", name="Ann Other",
        organisation_name="Nobody Knows Ltd")  # fmt: skip

    def found(**query: str) -> list[str]:
        answer = client.get(CONTACTS, query_string=query, headers=organiser)
        assert answer.status_code == 200, answer.text
        return [item["email"] for item in answer.json["items"]]

    jo, ann = "jo@surrey.example", "ann.other@kent.example"
    assert found(q="jo do") == found(q="SURR") == found(q="jo@surrey.example") == [jo]
    assert found(q="othe ken") == found(q="nobody") == [ann]
    assert found(q="zebra") == []
    assert found(q="!!!") == [ann, jo]
    assert found(purpose="alerts") == [jo]
    assert found(state="unmatched") == [ann]
    assert found(organisation_id=str(world.council("Surrey County Council"))) == [jo]
    for state in ("bounced", "left", "paused", "suppressed"):
        assert found(state=state) == []
    bad = client.get(CONTACTS, query_string={"state": "odd"}, headers=organiser)
    assert bad.status_code == 422


def test_the_pages_add_change_and_find_a_contact(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    pages = "/notifications/contacts"
    form = {**NEW, "kind": "person", "roles": "lead\ndeputy", "consents": ["alerts"], "source": "x"}
    wrong = client.post(f"{pages}/new", data=form | {"email": "no"}, headers=organiser)
    assert wrong.status_code == 422
    assert "Enter an email address" in wrong.text
    assert 'value="Jo Doe"' in wrong.text
    answer = client.post(f"{pages}/new", data=form, headers=organiser)
    assert answer.status_code == 303, answer.text
    one = answer.headers["Location"]
    shown = client.get(one, headers=organiser).text
    assert "Surrey County Council" in shown
    assert "lead, deputy" in shown
    edit = client.get(f"{one}/edit", headers=organiser).text
    assert "lead\ndeputy" in edit
    late = client.post(f"{one}/edit", data=form | {"version": "7"}, headers=organiser)
    assert late.status_code == 422
    assert "Somebody else changed this contact" in late.text
    odd = client.post(
        f"{one}/edit", data=form | {"version": "1", "left_on": "soon"}, headers=organiser
    )
    assert "Enter the day they left" in odd.text
    done = client.post(
        f"{one}/edit",
        data=form | {"version": "1", "left_on": "2020-02-01", "kind": "mailbox"},
        headers=organiser,
    )
    assert done.status_code == 303
    _note_consents_and_bounce(client, organiser, one)


def _note_consents_and_bounce(client: FlaskClient, organiser: Headers, one: str) -> None:
    bare = client.post(f"{one}/consents", data={"version": "2"}, headers=organiser)
    assert bare.status_code == 422
    assert "Say where they agreed" in bare.text
    given = {"version": "2", "consents": ["bulletins"], "source": "a call"}
    assert client.post(f"{one}/consents", data=given, headers=organiser).status_code == 303
    back = client.post(f"{one}/bounce", data={"version": "3", "bounced": "yes"}, headers=organiser)
    assert back.status_code == 303
    shown = client.get(one, headers=organiser).text
    for words in ("Shared mailbox", "1 February 2020", "Marked by an organiser", "a call"):
        assert words in shown
    listed = client.get(
        "/notifications/contacts?q=jo&purpose=bulletins&state=bounced", headers=organiser
    ).text
    assert "jo@surrey.example" in listed
    assert (
        "No contact fits" in client.get("/notifications/contacts?q=zebra", headers=organiser).text
    )
    assert (
        "jo@surrey.example"
        in client.get("/notifications/contacts?state=odd", headers=organiser).text
    )
