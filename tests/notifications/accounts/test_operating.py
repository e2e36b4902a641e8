"""Operators grant and withdraw roles and end sessions, and everything they do is in the log."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import event, select

from services.notifications.accounts.actions import grant_role, sign_in
from services.notifications.accounts.models import Account, SignInSession
from services.notifications.cli import commands
from services.notifications.contacts.queries import find_contacts
from services.notifications.database import database
from services.notifications.delivery.models import Letter
from shared.auth.keys import SigningKey
from shared.auth.tokens import Role
from tests.conftest import KeyFiles
from tests.notifications.conftest import World, outbox

Headers = dict[str, str]
ACCOUNTS = "/notifications/api/accounts"
ORIGIN = "http://localhost:8000"


@pytest.fixture
def operator(bearer: Callable[..., Headers]) -> Headers:
    return bearer(Role.OPERATOR)


def add(client: FlaskClient, headers: Headers, email: str, *roles: str) -> dict[str, Any]:
    body = {"email": email, "name": "Rae", "roles": list(roles)}
    answer = client.post(ACCOUNTS, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def open_session(client: FlaskClient, email: str, key_files: KeyFiles) -> uuid.UUID:
    """Sign somebody in by the link that is mailed to them, and return the session's id."""
    form = client.get("/notifications/sign-in", base_url=ORIGIN).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    sent = {"email": email, "csrf_token": token[1]}
    asked = client.post("/notifications/sign-in", data=sent, base_url=ORIGIN)
    assert asked.status_code == 200, asked.text
    with database.reading() as session:
        text = session.scalars(
            select(Letter.text).where(Letter.to == email).order_by(Letter.id.desc()).limit(1)
        ).one()
    link = re.search(r"/sign-in/([\w-]+)", text)
    assert link
    key = SigningKey.read(key_files.private)
    _, opened = sign_in(link[1], browser="Firefox", key=key, now=dt.datetime.now(dt.UTC))
    return opened.id


def log(client: FlaskClient, headers: Headers) -> list[str]:
    items = client.get("/notifications/api/account-changes", headers=headers).json["items"]
    return [f"{item['actor_name']} {item['what']}" for item in items]


def test_roles_are_granted_and_withdrawn_and_sessions_end_with_them(
    client: FlaskClient, operator: Headers, key_files: KeyFiles
) -> None:
    made = add(client, operator, "rae@zone.example", "reviewer", "board")
    assert made["roles"] == ["board", "reviewer"]
    one = f"{ACCOUNTS}/{made['id']}"
    assert client.put(f"{one}/roles/organiser", headers=operator).status_code == 200
    assert client.put(f"{one}/roles/organiser", headers=operator).status_code == 200
    assert client.put(f"{one}/roles/emperor", headers=operator).status_code == 404
    open_session(client, "rae@zone.example", key_files)
    assert len(client.get(f"{one}/sessions", headers=operator).json["items"]) == 1
    left = client.delete(f"{one}/roles/board", headers=operator).json
    assert left["roles"] == ["organiser", "reviewer"]
    assert client.get(f"{one}/sessions", headers=operator).json["items"] == []
    assert len(outbox("notifications.session.revoked.v1")) == 1
    assert client.delete(f"{one}/roles/board", headers=operator).status_code == 404
    assert sorted(log(client, operator)) == [
        "Test Person ended the session “Firefox”",
        "Test Person granted board",
        "Test Person granted organiser",
        "Test Person granted reviewer",
        "Test Person withdrew board",
    ]


def test_an_operator_ends_one_session_or_all_and_nobody_else_may(
    client: FlaskClient, operator: Headers, organiser: Headers, key_files: KeyFiles
) -> None:
    made = add(client, operator, "rae@zone.example", "board")
    first = open_session(client, "rae@zone.example", key_files)
    open_session(client, "rae@zone.example", key_files)
    sessions = f"{ACCOUNTS}/{made['id']}/sessions"
    assert client.delete(f"{sessions}/{first}", headers=organiser).status_code == 403
    other = f"{ACCOUNTS}/{uuid.uuid4()}/sessions/{first}"
    assert client.delete(other, headers=operator).status_code == 404
    assert client.delete(f"{sessions}/{first}", headers=operator).status_code == 204
    assert len(client.get(sessions, headers=operator).json["items"]) == 1
    assert client.delete(sessions, headers=operator).status_code == 204
    assert client.get(sessions, headers=operator).json["items"] == []


def test_the_last_operator_stays(client: FlaskClient, operator: Headers) -> None:
    first = add(client, operator, "one@zone.example", "operator")
    address = f"{ACCOUNTS}/{first['id']}/roles/operator"
    assert client.delete(address, headers=operator).status_code == 409
    add(client, operator, "two@zone.example", "operator")
    assert client.delete(address, headers=operator).status_code == 200


def test_the_pages_do_the_same(client: FlaskClient, operator: Headers, key_files: KeyFiles) -> None:
    pages = "/notifications/accounts"
    for form, said in (
        ({"email": "rae@zone.example"}, "Choose at least one role"),
        ({"email": "no", "roles": "board"}, "Enter an email address"),
        ({"email": "rae@zone.example", "roles": "emperor"}, "Choose roles of the list"),
    ):
        wrong = client.post(f"{pages}/new", data=form, headers=operator)
        assert wrong.status_code == 422
        assert said in wrong.text
    form = {"email": "rae@zone.example", "name": "Rae", "roles": ["board", "reviewer"]}
    made = client.post(f"{pages}/new", data=form, headers=operator)
    assert made.status_code == 303, made.text
    one = made.headers["Location"]
    session_id = open_session(client, "rae@zone.example", key_files)
    assert "Firefox" in client.get(one, headers=operator).text
    ended = client.post(f"{one}/sessions/{session_id}/end", headers=operator)
    assert ended.status_code == 303
    assert client.post(f"{one}/sessions/end", headers=operator).status_code == 303
    changed = client.post(f"{one}/roles", data={"roles": ["organiser"]}, headers=operator)
    assert changed.status_code == 303
    odd = client.post(f"{one}/roles", data={"roles": ["emperor"]}, headers=operator)
    assert odd.status_code == 422
    shown = client.get(one, headers=operator).text
    for words in ("granted organiser", "withdrew board", "ended the session"):
        assert words in shown
    assert "rae@zone.example: organiser" in client.get(f"{pages}?q=RAE", headers=operator).text
    assert "Nobody fits" in client.get(f"{pages}?q=zebra", headers=operator).text
    assert (
        "granted organiser" in client.get("/notifications/account-changes", headers=operator).text
    )
    assert client.get(f"{pages}/{uuid.uuid4()}", headers=operator).status_code == 404


def test_listing_people_in_a_terminal_asks_the_database_no_more_for_more_people(
    client: FlaskClient,
) -> None:
    now = dt.datetime.now(dt.UTC)

    def asked() -> int:
        statements: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        result = CliRunner()
        event.listen(database.engine, "before_cursor_execute", note)
        from services.notifications import cli

        output = result.invoke(cli.list_users, []).output
        event.remove(database.engine, "before_cursor_execute", note)
        assert output.count("@zone.example") == people
        return len(statements)

    people = 1
    grant_role("p0@zone.example", Role.BOARD, now=now)
    few = asked()
    for people in range(2, 12):
        grant_role(f"p{people}@zone.example", Role.BOARD, now=now)
    people = 11
    assert asked() == few
    assert commands.commands["user"]


def test_a_contact_without_account_signs_in_as_a_visitor_and_sees_their_own(
    world: World, client: FlaskClient, organiser: Headers, operator: Headers, key_files: KeyFiles,
    bearer: Callable[..., Headers],
) -> None:  # fmt: skip
    world.innovation("Surrey County Council")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    session_id = open_session(client, "jo@surrey.example", key_files)
    with database.reading() as session:
        contact_id = find_contacts(session, ["jo@surrey.example"])["jo@surrey.example"].id
        opened = session.get_one(SignInSession, session_id)
        assert (opened.roles, opened.contact_id, opened.account_id) == (
            ["visitor"], contact_id, None
        )  # fmt: skip
        assert session.scalars(select(Account)).all() == []
    visitor = bearer(Role.VISITOR, subject=contact_id)
    assert client.get("/notifications/contacts", headers=visitor).status_code == 403
    page = client.get("/notifications/my", headers=visitor).text
    assert "no invitation yet" in page
    assert "/notifications/preferences/" in page
    own = client.get("/notifications/api/sessions", headers=visitor).json["items"]
    assert [item["id"] for item in own] == [str(session_id)]
    ended = client.delete(f"/notifications/api/sessions/{session_id}", headers=visitor)
    assert ended.status_code == 204
    stranger = client.get("/notifications/my", headers=bearer(Role.VISITOR))
    assert "nothing to choose" in stranger.text


def test_an_account_of_the_same_address_sees_what_its_contact_was_sent(
    world: World, client: FlaskClient, organiser: Headers, bearer: Callable[..., Headers]
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    world.send(world.campaign(organiser), organiser)
    with database.transaction() as session:
        from services.notifications.delivery.models import Recipient

        mail = session.scalars(select(Recipient)).one()
        mail.state, mail.settled_at = "sent", dt.datetime.now(dt.UTC)
    account = grant_role("jo@surrey.example", Role.BOARD, now=dt.datetime.now(dt.UTC))
    page = client.get("/notifications/my", headers=bearer(Role.BOARD, subject=account.id)).text
    assert "You have not answered yet" in page
    link = re.search(r"/notifications/invitations/[\w.-]+", page)
    assert link
    assert client.get(link[0]).status_code == 200


def test_whoever_asks_for_a_link_learns_nothing_of_who_is_known(
    world: World, client: FlaskClient
) -> None:
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", ""))
    form = client.get("/notifications/sign-in", base_url=ORIGIN).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token

    def ask(email: str) -> tuple[int, str]:
        sent = {"email": email, "csrf_token": token[1]}
        answer = client.post("/notifications/sign-in", data=sent, base_url=ORIGIN)
        return answer.status_code, answer.text.replace(email, "")

    answers = {ask("jo@surrey.example") for _ in range(7)} | {ask("nobody@surrey.example")}
    assert len(answers) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Letter.id)).all()) == 5
