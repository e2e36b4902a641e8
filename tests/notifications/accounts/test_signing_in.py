"""People sign in by a mailed link, see their sessions and end them everywhere."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from services.notifications.accounts.actions import (
    create_token,
    grant_role,
    make_link_for_role,
    revoke_token,
    withdraw_role,
)
from services.notifications.accounts.models import SignInLink, SignInSession
from services.notifications.accounts.rules import NotGranted
from services.notifications.database import database
from services.notifications.delivery.models import Letter
from shared.auth.access import COOKIE
from shared.auth.keys import SigningKey
from shared.auth.tokens import Role
from shared.bus.models import OutboxEntry
from shared.refusals import Refusal
from tests.conftest import KeyFiles, make_client

HOME = "http://localhost:8000"
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> Iterator[FlaskClient]:
    yield make_client("notifications", service_environment)
    database.dispose()


def form_token(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found
    return found.group(1)


def post(client: FlaskClient, path: str, shown_at: str, **values: str) -> TestResponse:
    token = form_token(client.get(shown_at, base_url=HOME))
    return client.post(path, base_url=HOME, data={"csrf_token": token, **values})


def mailed_link() -> str:
    with database.reading() as session:
        text = session.scalars(select(Letter.text).order_by(Letter.id.desc()).limit(1)).one()
    found = re.search(r"http://localhost:8000(\S+)", str(text))
    assert found
    return found.group(1)


def sign_in(client: FlaskClient, role: Role = Role.OPERATOR) -> TestResponse:
    link = make_link_for_role(role, public_url="", now=dt.datetime.now(dt.UTC))
    return post(client, link, link)


def test_a_mailed_link_signs_in_and_leads_back_to_the_page(client: FlaskClient) -> None:
    grant_role("ana@council.example", Role.ORGANISER, name="Ana", now=NOW)
    asked = "/notifications/sign-in?next=/events/"
    answer = post(
        client, "/notifications/sign-in", asked, email="Ana@council.example", next="/events/"
    )
    assert "Check your mail" in answer.text
    link = mailed_link()
    answer = post(client, link.split("?")[0], link, next="/events/")
    assert (answer.status_code, answer.location) == (303, f"{HOME}/events/")
    cookie = answer.headers["Set-Cookie"]
    for attribute in (f"{COOKIE}=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Ana" in client.get("/notifications/account", base_url=HOME).text


def test_an_address_without_account_gets_the_same_answer_and_no_mail(client: FlaskClient) -> None:
    answer = post(
        client, "/notifications/sign-in", "/notifications/sign-in", email="nobody@council.example"
    )
    assert (answer.status_code, "Check your mail" in answer.text) == (200, True)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Letter)) == 0


def test_what_is_no_address_is_said_beside_the_field_and_kept(client: FlaskClient) -> None:
    answer = post(
        client, "/notifications/sign-in", "/notifications/sign-in", email="ana at council"
    )
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'value="ana at council"' in answer.text


def test_the_sixth_link_in_an_hour_is_not_mailed(client: FlaskClient) -> None:
    grant_role("ana@council.example", Role.BOARD, now=NOW)
    address = "/notifications/sign-in"
    for _ in range(5):
        post(client, address, address, email="ana@council.example")
    answer = post(client, address, address, email="ana@council.example")
    assert (answer.status_code, "Check your mail" in answer.text) == (200, True)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Letter)) == 5


def test_following_a_link_spends_nothing_and_pressing_the_button_twice_works_once(
    client: FlaskClient,
) -> None:
    link = make_link_for_role(Role.REVIEWER, public_url="", now=dt.datetime.now(dt.UTC))
    client.get(link, base_url=HOME)
    client.head(link, base_url=HOME)
    assert post(client, link, link).status_code == 303
    second = post(client, link, link)
    assert second.status_code == 410
    assert "Ask for a new one" in second.text


def test_a_link_ends_after_ten_minutes(client: FlaskClient) -> None:
    link = make_link_for_role(Role.REVIEWER, public_url="", now=dt.datetime.now(dt.UTC))
    with database.transaction() as session:
        ended = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        session.execute(update(SignInLink).values(expires_at=ended))
    assert post(client, link, link).status_code == 410


def test_a_session_ended_on_the_account_page_is_refused_and_told_to_all(
    client: FlaskClient,
) -> None:
    sign_in(client)
    account = "/notifications/account"
    with database.reading() as session:
        held = session.scalars(select(SignInSession.id)).one()
    ended = post(client, f"{account}/sessions/{held}/end", account)
    assert ended.status_code == 303
    assert client.get(account, base_url=HOME).status_code == 302
    with database.reading() as session:
        told = session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "message")).one()
    assert (told.type, told.subject) == ("notifications.session.revoked.v1", str(held))


def test_signing_out_everywhere_ends_every_session(client: FlaskClient) -> None:
    for _ in range(3):
        sign_in(client)
    post(client, "/notifications/account/sessions/end", "/notifications/account")
    with database.reading() as session:
        open_ones = select(func.count()).where(SignInSession.ended_at.is_(None))
        assert session.scalar(open_ones) == 0


def test_nobody_ends_anothers_session(
    client: FlaskClient, bearer: Callable[..., dict[str, str]]
) -> None:
    sign_in(client)
    with database.reading() as session:
        held = session.scalars(select(SignInSession.id)).one()
    answer = client.delete(f"/notifications/api/sessions/{held}", headers=bearer(Role.OPERATOR))
    assert answer.status_code == 404


def test_a_form_without_our_token_or_from_elsewhere_is_refused(client: FlaskClient) -> None:
    sign_in(client)
    assert client.post("/notifications/sign-out", base_url=HOME).status_code == 400
    token = form_token(client.get("/notifications/account", base_url=HOME))
    elsewhere = {"Origin": "https://evil.example"}
    answer = client.post(
        "/notifications/sign-out", base_url=HOME, data={"csrf_token": token}, headers=elsewhere
    )
    assert answer.status_code == 400


def test_a_cookie_is_refused_at_another_address_than_the_front_door(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie(COOKIE, "localhost")
    assert cookie
    directly = {"Cookie": f"{COOKIE}={cookie.value}"}
    answer = client.get(
        "/notifications/api/account", base_url="http://localhost:8003", headers=directly
    )
    assert answer.status_code == 401


def test_a_token_works_until_it_is_revoked(client: FlaskClient, key_files: KeyFiles) -> None:
    key = SigningKey.read(key_files.private)
    token = create_token(
        [Role.ORGANISER], name="a script", days=1, key=key, now=dt.datetime.now(dt.UTC)
    )
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.get("/notifications/api/account", headers=headers)
    assert answer.json["roles"] == ["organiser"]
    with database.reading() as session:
        held = session.scalars(select(SignInSession.id)).one()
    revoke_token(held, dt.datetime.now(dt.UTC))
    assert client.get("/notifications/api/account", headers=headers).status_code == 401
    with pytest.raises(Refusal):
        revoke_token(uuid.uuid4(), dt.datetime.now(dt.UTC))


def test_an_altered_token_is_refused(
    client: FlaskClient, bearer: Callable[..., dict[str, str]]
) -> None:
    headers = bearer(Role.BOARD)
    head, body, signature = headers["Authorization"].split(".")
    forged = {"Authorization": f"{head}.{body}.{'A' * len(signature)}"}
    answer = client.get("/notifications/api/account", headers=forged)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_withdrawing_a_role_ends_the_sessions_that_carry_it(client: FlaskClient) -> None:
    sign_in(client, Role.REVIEWER)
    withdraw_role("reviewer@zone.example", Role.REVIEWER, dt.datetime.now(dt.UTC))
    assert client.get("/notifications/account", base_url=HOME).status_code == 302


def test_the_published_keys_hold_nothing_private(client: FlaskClient) -> None:
    (key,) = client.get("/notifications/api/keys").json["keys"]
    assert key["crv"] == "Ed25519"
    assert "d" not in key


def test_a_role_nobody_holds_cannot_be_withdrawn(client: FlaskClient) -> None:
    with pytest.raises(NotGranted):
        withdraw_role("mistyped@council.example", Role.REVIEWER, NOW)


def test_the_account_page_shows_no_markup_as_text(client: FlaskClient) -> None:
    sign_in(client)
    assert "&lt;span" not in client.get("/notifications/account", base_url=HOME).text
