"""A council answers from its mail; only a person's button changes anything."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.notifications.database import database
from services.notifications.delivery.rules import ANSWER, UNSUBSCRIBE, sign_token
from tests.notifications.conftest import World, outbox

Headers = dict[str, str]
MESSAGE = "notifications.invitation.answered.v1"
SECRET = "a secret of the tests"


class Invited:
    """One invited person at their pages."""

    def __init__(self, world: World, headers: Headers) -> None:
        assert world.client is not None
        self.client = world.client
        self.innovation_id = world.innovation("Surrey County Council", "Solar streets")
        world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
        self.campaign = world.campaign(headers)
        world.send(self.campaign, headers)
        with database.reading() as session:
            self.id = session.scalars(text("SELECT id FROM recipients")).one()
        self.page = f"/notifications/invitations/{sign_token(SECRET, ANSWER, self.id)}"
        self.stop = f"/notifications/unsubscribe/{sign_token(SECRET, UNSUBSCRIBE, self.id)}"

    def answer(self, **form: Any) -> Any:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(self.page).text)
        assert token is not None
        return self.client.post(self.page, data={"csrf_token": token.group(1)} | form)


@pytest.fixture
def invited(world: World, organiser: Headers) -> Invited:
    return Invited(world, organiser)


def test_the_page_shows_the_invitation_and_changes_nothing(invited: Invited) -> None:
    page = invited.client.get(invited.page)
    assert page.status_code == 200
    for words in ("Innovation Zone 2099", "Surrey County Council", "Solar streets", "Harrogate"):
        assert words in page.text
    assert outbox(MESSAGE) == []


def test_an_answer_travels_with_the_councils_innovation(
    invited: Invited, organiser: Headers
) -> None:
    answer = invited.answer(
        answer="accepted", comment=" With joy ", innovation_id=str(invited.innovation_id)
    )
    assert answer.status_code == 303
    assert "Thank you" in invited.client.get(answer.location).text
    (message,) = outbox(MESSAGE)
    assert message["answer"] == "accepted"
    assert message["comment"] == "With joy"
    assert message["innovation_title"] == "Solar streets"
    assert message["themes"] == ["climate"]
    assert message["organisation_name"] == "Surrey County Council"
    assert "@" not in str(message), "addresses do not travel"

    listed = invited.client.get(f"{invited.campaign}/answers", headers=organiser).json["items"]
    assert [(a["organisation_name"], a["answer"]) for a in listed] == [
        ("Surrey County Council", "accepted")
    ]


def test_an_answer_can_be_changed_and_each_change_is_told_once(invited: Invited) -> None:
    for kind in ("later", "accepted", "accepted", "declined"):
        assert invited.answer(answer=kind).status_code == 303
    assert [message["answer"] for message in outbox(MESSAGE)] == ["later", "accepted", "declined"]
    with database.reading() as session:
        versions = session.scalars(
            text("SELECT version FROM outbox WHERE type = :t ORDER BY position"), {"t": MESSAGE}
        ).all()
    assert versions == [1, 2, 3]


def test_what_is_missing_is_said_and_what_was_typed_is_kept(invited: Invited) -> None:
    page = invited.answer(comment="keep me")
    assert page.status_code == 422
    assert "Choose an answer" in page.text
    assert "keep me" in page.text
    assert invited.answer(answer="accepted", comment="x" * 2001).status_code == 422
    assert invited.answer(answer="accepted", innovation_id="nonsense").status_code == 422
    other = "018f0000-0000-7000-8000-0000000000aa"
    assert invited.answer(answer="accepted", innovation_id=other).status_code == 422
    assert outbox(MESSAGE) == []


def test_a_form_that_is_not_ours_is_refused(invited: Invited) -> None:
    assert invited.client.post(invited.page, data={"answer": "accepted"}).status_code in (400, 403)


def test_after_the_event_the_invitation_is_over(invited: Invited, world: World) -> None:
    world.edition(ends_on=dt.date(2020, 1, 3), version=2)
    assert invited.client.get(invited.page).status_code == 410


def test_a_link_that_is_not_ours_leads_nowhere(invited: Invited) -> None:
    unsubscribe_token = invited.stop.rsplit("/", 1)[1]
    for token in ("nothing", invited.page.rsplit("/", 1)[1][:-1], unsubscribe_token):
        assert invited.client.get(f"/notifications/invitations/{token}").status_code == 404


def test_one_click_stops_the_mails_and_looking_does_not(
    invited: Invited, client: FlaskClient, organiser: Headers
) -> None:
    assert client.get(invited.stop).status_code == 200
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM suppressions")) == 0
    for _ in range(2):
        answer = client.post(invited.stop, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM suppressions")) == 1
        assert session.scalar(text("SELECT count(*) FROM consents")) == 0
