"""People choose by the link in their mail what they get, without signing in; nobody else can."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.notifications.contacts.queries import find_contacts, find_mailboxes, get_record
from services.notifications.database import database
from services.notifications.delivery.models import Letter, Recipient
from services.notifications.delivery.rules import UNSUBSCRIBE, preferences_link, sign_token
from services.notifications.letters.actions import take_letter
from tests.notifications.conftest import World

Headers = dict[str, str]
SECRET = "a secret of the tests"
TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def jo(world: World) -> uuid.UUID:
    world.innovation("Surrey County Council", themes=("climate", "waste"))
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations;alerts"))
    with database.reading() as session:
        return find_contacts(session, ["jo@surrey.example"])["jo@surrey.example"].id


def page_of(contact_id: uuid.UUID) -> str:
    return preferences_link("", SECRET, contact_id)


def mailable(contact_id: uuid.UUID, purpose: str) -> bool:
    with database.reading() as session:
        return contact_id in find_mailboxes(session, [contact_id], purpose)


def post(client: FlaskClient, address: str, **values: Any) -> Any:
    found = client.get(address.removesuffix("/stop"), base_url="http://localhost:8000").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', found)
    assert token
    return client.post(
        address,
        data={"csrf_token": token[1], "version": "0", **values},
        base_url="http://localhost:8000",
    )


def test_following_the_link_changes_nothing_and_posting_does(
    client: FlaskClient, jo: uuid.UUID
) -> None:
    shown = client.get(page_of(jo))
    assert "jo@surrey.example" in shown.text
    assert "Climate" in shown.text
    assert mailable(jo, "alerts")
    answer = post(
        client, page_of(jo), purposes=["invitations"], topics=["waste"], weekly_cap="2",
        paused_until="",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    assert "saved" in client.get(answer.headers["Location"]).text
    assert not mailable(jo, "alerts")
    assert mailable(jo, "invitations")
    with database.reading() as session:
        record = get_record(session, jo)
    assert record.preference
    assert (record.preference.topics, record.preference.weekly_cap) == (["waste"], 2)
    assert ("alerts", "their own link") in {(s.purpose, s.reason) for s in record.suppressions}


def test_what_they_choose_again_lifts_their_own_refusal(client: FlaskClient, jo: uuid.UUID) -> None:
    assert post(client, f"{page_of(jo)}/stop").status_code == 303
    assert not mailable(jo, "invitations")
    assert not mailable(jo, "alerts")
    assert post(client, page_of(jo), purposes=["alerts"]).status_code == 303
    assert mailable(jo, "alerts")
    assert not mailable(jo, "invitations")


def test_a_rest_stops_mail_until_its_day_and_puts_waiting_alerts_off(
    client: FlaskClient, jo: uuid.UUID
) -> None:
    data = {
        "letter_id": uuid.uuid4(), "person_id": jo, "kind": "k", "purpose": "alerts",
        "subject": "s", "text": "t", "calendar": "",
    }  # fmt: skip
    with database.transaction() as session:
        take_letter(session, data, dt.datetime.now(dt.UTC))
    until = TODAY + dt.timedelta(days=40)
    answer = post(client, page_of(jo), purposes=["alerts"], paused_until=until.isoformat())
    assert answer.status_code == 303
    assert not mailable(jo, "alerts")
    with database.reading() as session:
        assert [due.date() for due in session.scalars(select(Letter.due_at))] == [until]
    over = {"purposes": ["alerts"], "paused_until": TODAY.isoformat(), "version": "1"}
    assert post(client, page_of(jo), **over).status_code == 303
    assert mailable(jo, "alerts")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"purposes": ["newsletters"]}, "not something to consent to"),
        ({"topics": ["no such topic"]}, "Choose topics of the list"),
        ({"weekly_cap": "99"}, "between 1 and 21"),
        ({"weekly_cap": "²"}, "Choose how often"),
        ({"weekly_cap": "9" * 5000}, "Choose how often"),
        ({"paused_until": "soon"}, "like 2027-01-31"),
        ({"paused_until": "9999-01-01"}, "within the next two years"),
        ({"version": "7"}, "in another window"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_chosen_kept(
    client: FlaskClient, jo: uuid.UUID, values: dict[str, Any], said: str
) -> None:
    answer = post(client, page_of(jo), **{"purposes": ["alerts"], **values})
    assert answer.status_code in (412, 422)
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert mailable(jo, "invitations")


def test_only_a_whole_link_of_ours_opens_the_page(client: FlaskClient, jo: uuid.UUID) -> None:
    assert client.get(page_of(jo)[:-3]).status_code == 404
    assert client.get("/notifications/preferences/nonsense").status_code == 404
    other = sign_token(SECRET, UNSUBSCRIBE, jo)
    assert client.get(f"/notifications/preferences/{other}").status_code == 404
    assert client.get(page_of(uuid.uuid4())).status_code == 404
    assert post(client, page_of(jo)).status_code == 303
    bare = client.post(page_of(jo), data={"version": "1"}, base_url="http://localhost:8000")
    assert bare.status_code == 400


def test_the_page_that_stops_a_campaigns_mail_leads_to_the_choices(
    world: World, client: FlaskClient, organiser: Headers, jo: uuid.UUID
) -> None:
    world.send(world.campaign(organiser), organiser)
    with database.reading() as session:
        recipient_id = session.scalars(select(Recipient.id)).one()
    token = sign_token(SECRET, UNSUBSCRIBE, recipient_id)
    for ask in (client.get, client.post):
        assert page_of(jo) in ask(f"/notifications/unsubscribe/{token}").text


def test_a_program_reads_and_changes_choices_by_the_same_link(
    client: FlaskClient, jo: uuid.UUID
) -> None:
    address = page_of(jo).replace("/notifications/", "/notifications/api/")
    shown = client.get(address)
    assert shown.json["purposes"] == ["alerts", "invitations"]
    assert shown.json["known_topics"] == ["climate", "waste"]
    wishes = {"purposes": ["alerts"], "weekly_cap": 1}
    assert client.put(address, json=wishes).status_code == 428
    etag = {"If-Match": shown.headers["ETag"]}
    changed = client.put(address, json=wishes, headers=etag)
    assert changed.status_code == 200, changed.text
    assert changed.json["weekly_cap"] == 1
    assert client.put(address, json=wishes, headers=etag).status_code == 412
    wrong = client.put(address, json={"purposes": [], "weekly_cap": 0}, headers=etag)
    assert wrong.status_code == 422
