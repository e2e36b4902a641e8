"""All that we hold on a person is shown on request and forgotten on request, and they stay unmailed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from services.notifications.contacts.actions import record_person
from services.notifications.contacts.queries import find_contacts, find_mailboxes
from services.notifications.database import database
from services.notifications.delivery.actions import queue_letter
from services.notifications.delivery.models import Recipient
from services.notifications.invitations.actions import answer_invitation
from shared.auth.tokens import Role
from tests.notifications.conftest import World, outbox

Headers = dict[str, str]
JO = "jo.unmistakable@surrey.example"
NOW = dt.datetime.now(dt.UTC)
KEY = "a secret of the tests"


@pytest.fixture
def jo(world: World, organiser: Headers) -> uuid.UUID:
    """A person of whom every part of the service knows something."""
    world.innovation("Surrey County Council")
    world.contacts((JO, "Jo Unmistakable", "Surrey CC", "invitations;alerts"))
    world.send(world.campaign(organiser), organiser)
    data = {
        "person_id": uuid.UUID(int=7), "name": "Jo", "email": JO, "organisation_id": None,
        "organisation_name": "Surrey",
    }  # fmt: skip
    with database.transaction() as session:
        contact_id = record_person(session, data, 1, KEY, NOW)
        mail_id = session.execute(text("SELECT id FROM recipients")).scalar_one()
        queue_letter(
            session, to=JO, subject="About Jo Unmistakable", text="Dear Jo Unmistakable", kind="k",
            key="k", contact_id=contact_id,
        )  # fmt: skip
    answer_invitation(
        mail_id, answer="later", comment="Jo Unmistakable will ask", innovation_id=None, now=NOW
    )
    return contact_id


def everything(contact_id: uuid.UUID) -> str:
    """Every row of every table of the database but the messages that left, as text."""
    with psycopg.connect(database.url.replace("+psycopg", "")) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'outbox'"
        ).fetchall()
        found = []
        for (table,) in tables:
            rows = connection.execute(f'SELECT t::text FROM "{table}" t').fetchall()  # type: ignore[arg-type]
            found += [f"{table}: {row[0]}" for row in rows]
    return "\n".join(found)


def test_the_record_has_every_part_and_reads_as_a_page(
    client: FlaskClient, organiser: Headers, jo: uuid.UUID
) -> None:
    record = client.get(f"/notifications/api/contacts/{jo}/record", headers=organiser).json
    assert record["contact"]["email"] == JO
    assert record["ids_in_other_services"] == [{"person_id": str(uuid.UUID(int=7))}]
    assert record["answers"][0]["comment"] == "Jo Unmistakable will ask"
    assert record["letters"][0]["text"] == "Dear Jo Unmistakable"
    assert record["campaign_mails"][0]["campaign"] == "Invitations"
    assert {c["purpose"] for c in record["consents"]} == {"invitations", "alerts"}
    page = client.get(f"/notifications/contacts/{jo}/record", headers=organiser).text
    for words in (JO, "Jo Unmistakable will ask", "Dear Jo Unmistakable", "Invitations"):
        assert words in page


def test_nothing_of_a_forgotten_person_is_left_and_the_others_are_told(
    client: FlaskClient, organiser: Headers, jo: uuid.UUID
) -> None:
    assert "unmistakable" in everything(jo).lower()
    answer = client.delete(f"/notifications/api/contacts/{jo}", headers=organiser)
    assert answer.status_code == 204, answer.text
    assert "unmistakable" not in everything(jo).lower()
    (message,) = outbox("notifications.contact.erased.v1")
    assert set(message["person_ids"]) == {str(jo), str(uuid.UUID(int=7))}
    assert client.get(f"/notifications/contacts/{jo}", headers=organiser).status_code == 404
    again = client.delete(f"/notifications/api/contacts/{jo}", headers=organiser)
    assert again.status_code == 404


def test_the_campaign_still_counts_everybody_once(
    client: FlaskClient, organiser: Headers, jo: uuid.UUID
) -> None:
    client.delete(f"/notifications/api/contacts/{jo}", headers=organiser)
    with database.reading() as session:
        counted = session.execute(text("SELECT state, count(*) FROM recipients GROUP BY state"))
        assert dict(counted.all()) == {"suppressed": 1}


def test_who_was_forgotten_is_not_mailed_when_imported_again(
    world: World, client: FlaskClient, organiser: Headers, jo: uuid.UUID
) -> None:
    client.delete(f"/notifications/api/contacts/{jo}", headers=organiser)
    world.contacts((JO.upper(), "Jo", "Surrey CC", "invitations;alerts"))
    with database.reading() as session:
        again = find_contacts(session, [JO])[JO].id
        for purpose in ("invitations", "alerts", "bulletins"):
            assert find_mailboxes(session, [again], purpose) == {}


def test_a_new_secret_key_keeps_refusals_where_the_address_key_stays(
    world: World,
    client: FlaskClient,
    organiser: Headers,
    jo: uuid.UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.delete(f"/notifications/api/contacts/{jo}", headers=organiser)
    monkeypatch.setenv("SECRET_KEY", "a new secret")
    monkeypatch.setenv("ADDRESS_KEY", KEY)
    world.contacts((JO, "Jo", "Surrey CC", "invitations"))
    with database.reading() as session:
        again = find_contacts(session, [JO])[JO].id
        assert find_mailboxes(session, [again], "invitations") == {}


def test_nobody_is_forgotten_while_a_mail_to_them_is_leaving(
    client: FlaskClient, organiser: Headers, jo: uuid.UUID
) -> None:
    with database.transaction() as session:
        session.execute(update(Recipient).values(state="leased"))
    page = client.post(f"/notifications/contacts/{jo}/erase", headers=organiser)
    assert page.status_code == 409
    assert "leaving at this moment" in page.text
    assert client.get(f"/notifications/contacts/{jo}", headers=organiser).status_code == 200


def test_the_pages_ask_first_and_operators_see_that_it_was_done_without_a_name(
    client: FlaskClient, organiser: Headers, jo: uuid.UUID, bearer: Any
) -> None:
    ask = client.get(f"/notifications/contacts/{jo}/erase", headers=organiser)
    assert "cannot be undone" in ask.text
    done = client.post(f"/notifications/contacts/{jo}/erase", headers=organiser)
    assert done.status_code == 303
    operator = bearer(Role.OPERATOR)
    shown = client.get("/notifications/removals", headers=operator).text
    assert "On request" in shown
    assert "nmistakable" not in shown
    (removal,) = client.get("/notifications/api/removals", headers=operator).json["items"]
    assert (removal["what"], removal["count"]) == ("contacts", 1)
    assert client.get("/notifications/removals", headers=organiser).status_code == 403
