"""Saving a search, with and without an account; confirming, changing and stopping it."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from services.catalogue.alerts.actions import (
    Links,
    ask_to_confirm,
    confirm_search,
    forget_unconfirmed,
    save_search,
)
from services.catalogue.alerts.rules import (
    LONDON,
    Frequency,
    LinkBroken,
    LinkOld,
    SavedQuery,
    next_morning,
    read_query,
    read_token,
    sign_token,
)
from shared.auth.csrf import form_token
from shared.auth.tokens import Role
from shared.refusals import Invalid
from tests.catalogue.alerts.letters import letters, link, messages

pytestmark = pytest.mark.usefixtures("register", "index_dir")
Bearer = Callable[..., dict[str, str]]
API = "/catalogue/api/saved-searches"
NEW = "/catalogue/saved-searches/new"
NOW = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
LINKS = Links("http://localhost:8000", "a secret of the tests")


def post(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """Send a visitor's form as our page would have it sent."""
    token = form_token(client.application.config["SETTINGS"], "visitor")
    return client.post(address, data=form | {"csrf_token": token})


def ask(client: FlaskClient, email: str = "jo@council.example", **form: str) -> int:
    sent = {"q": "night buses", "theme": "transport", "frequency": "daily", "email": email} | form
    return post(client, NEW, **sent).status_code


def test_a_visitor_confirms_by_a_button_and_stops_by_another(client: FlaskClient) -> None:
    page = unescape(client.get(f"{NEW}?q=night+buses&theme=transport").text)
    assert "“night buses” (Transport)" in page
    assert 'name="theme" value="transport"' in page
    assert ask(client) == 303
    assert "Check your email" in client.get("/catalogue/saved-searches/sent").text
    [person] = messages("person.offered")
    [letter] = letters("confirmation")
    assert person["email"] == "jo@council.example"
    assert (letter["person_id"], letter["purpose"]) == (person["person_id"], "service")
    address = link(letter, "confirm")
    assert "Yes, mail me what is new" in client.get(address).text
    assert messages("consent.given") == [], "a scanner that follows the link confirms nothing"
    done = post(client, address)
    again = post(client, address)
    assert (done.status_code, again.location) == (303, done.location)
    assert len(messages("consent.given")) == 1
    assert "confirmed already" in client.get(address).text
    manage = done.location
    assert "Pause the mails" in client.get(manage).text
    stop = manage.replace("/manage/", "/stop/")
    assert "Stop the mails?" in client.get(stop).text
    assert "The mails have stopped" in client.post(stop).text
    assert client.get(manage).status_code == 404
    assert post(client, address).status_code == 404


def test_a_link_cannot_be_guessed_or_used_for_something_else(client: FlaskClient) -> None:
    ask(client)
    confirm = link(letters("confirmation")[0], "confirm")
    assert client.get(confirm[:-2]).status_code == 404
    token = confirm.rpartition("/")[2]
    assert client.get(f"/catalogue/saved-searches/manage/{token}").status_code == 404
    saved_id = read_token("a secret of the tests", "confirm", token)
    manage = sign_token("a secret of the tests", "manage", saved_id)
    assert client.get(f"/catalogue/saved-searches/manage/{manage}").status_code == 410
    with pytest.raises(LinkBroken):
        read_token("another secret", "confirm", token)


def test_what_is_missing_is_said_and_what_was_chosen_kept(client: FlaskClient) -> None:
    answer = post(client, NEW, q="buses", email="nobody", theme="transport")
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "Choose how often" in page
    assert "Enter an email address" in page
    assert 'value="nobody"' in page
    assert 'name="theme" value="transport"' in page
    assert client.get(f"{NEW}?year=soon").status_code == 422


def test_one_address_gets_few_letters_until_it_answers(client: FlaskClient) -> None:
    for number in range(3):
        assert ask(client, q=f"buses {number}") == 303
    assert ask(client, "JO@council.example ", q="more buses") == 429
    assert ask(client, "somebody.else@council.example") == 303
    assert len(letters("confirmation")) == 4


def test_a_link_ends_after_a_week_and_what_waited_is_forgotten(client: FlaskClient) -> None:
    saved = ask_to_confirm(
        SavedQuery("x"), Frequency.DAILY, email="a@b.example", links=LINKS, now=NOW
    )
    later = NOW + dt.timedelta(days=8)
    with pytest.raises(LinkOld):
        confirm_search(saved.id, later)
    assert forget_unconfirmed(NOW) == 0
    assert forget_unconfirmed(later) == 1


def test_somebody_signed_in_saves_without_a_letter(client: FlaskClient, bearer: Bearer) -> None:
    headers = bearer(Role.CONTRIBUTOR, subject=uuid.uuid4())
    assert "Your email address" not in client.get(NEW, headers=headers).text
    form = {"q": "night buses", "frequency": "weekly"}
    assert client.post(NEW, data=form, headers=headers).location == "/catalogue/saved-searches"
    page = unescape(client.get("/catalogue/saved-searches", headers=headers).text)
    assert "“night buses”" in page
    assert "On Monday mornings" in page
    assert messages("letter.written") == messages("person.offered") == []
    other = client.get("/catalogue/saved-searches", headers=bearer(Role.BOARD)).text
    assert "You have not saved any search" in other


def test_a_saved_search_is_changed_paused_and_resumed_by_its_link(
    client: FlaskClient, bearer: Bearer
) -> None:
    saved = save_search(SavedQuery("x"), Frequency.DAILY, account_id=uuid.uuid4(), now=NOW)
    token = sign_token("a secret of the tests", "manage", saved.id)
    manage = f"/catalogue/saved-searches/manage/{token}"
    for form, shows in [
        ({"action": "pause"}, "Its mails are paused"),
        ({"action": "resume"}, "We next look for news"),
        ({"action": "frequency", "frequency": "weekly"}, 'value="weekly" checked'),
    ]:
        assert post(client, manage, **form).status_code == 303
        assert shows in client.get(manage).text
    assert post(client, manage, action="explode").status_code == 422
    odd = {"action": "frequency", "frequency": "hourly"}
    assert post(client, manage, **odd).status_code == 422


def test_the_api_saves_changes_and_stops(client: FlaskClient, bearer: Bearer) -> None:
    headers = bearer(Role.ORGANISER, subject=uuid.uuid4())
    body = {"q": "buses", "filters": {"region": ["London"]}, "frequency": "daily"}
    made = client.post(API, json=body, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json["described"] == "“buses” (London)"
    assert made.json["url"] == "/catalogue/search?q=buses&region=London"
    again = client.post(API, json=body | {"frequency": "weekly"}, headers=headers)
    assert (again.json["id"], again.json["frequency"]) == (made.json["id"], "weekly")
    address, tag = made.headers["Location"], {"If-Match": again.headers["ETag"]}
    assert client.get(address, headers=headers).json == again.json
    assert client.get(address, headers=bearer(Role.REVIEWER)).status_code == 404
    paused = client.patch(address, json={"state": "paused"}, headers=headers | tag)
    assert paused.json["state"] == "paused"
    stale = client.patch(address, json={"state": "active"}, headers=headers | tag)
    assert stale.status_code == 412
    tag = {"If-Match": paused.headers["ETag"]}
    odd = client.patch(address, json={"state": "waiting"}, headers=headers | tag)
    assert odd.status_code == 422
    assert client.patch(address, json={}, headers=headers).status_code == 428
    stopped = client.patch(address, json={"state": "stopped"}, headers=headers | tag)
    assert stopped.status_code == 200
    assert client.get(API, headers=headers).json["items"] == []
    assert client.get(address, headers=headers).status_code == 404
    bad = client.post(API, json=body | {"filters": {"year": ["x"]}}, headers=headers)
    assert bad.status_code == 422


def test_the_list_goes_on_and_ends_at_the_most_one_may_have(
    client: FlaskClient, bearer: Bearer
) -> None:
    subject = uuid.uuid4()
    headers = bearer(Role.CONTRIBUTOR, subject=subject)
    for number in range(50):
        save_search(SavedQuery(f"n {number}"), Frequency.DAILY, account_id=subject, now=NOW)
    more = client.post(API, json={"q": "one more", "frequency": "daily"}, headers=headers)
    assert more.status_code == 409
    first = client.get(API, headers=headers, query_string={"limit": 30}).json
    second = client.get(
        API, headers=headers, query_string={"limit": 30, "cursor": first["next"]}
    ).json
    assert [i["q"] for i in first["items"] + second["items"]] == [
        f"n {n}" for n in range(49, -1, -1)
    ]


def test_the_same_search_at_once_is_saved_once(client: FlaskClient) -> None:
    subject, ids = uuid.uuid4(), []

    def save() -> None:
        ids.append(save_search(SavedQuery("x"), Frequency.DAILY, account_id=subject, now=NOW).id)

    threads = [threading.Thread(target=save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1


def test_the_results_offer_to_save_the_search(client: FlaskClient) -> None:
    page = unescape(client.get("/catalogue/search?q=night+buses&region=London&sort=newest").text)
    assert "Tell me when there is one" in page
    assert f'href="{NEW}?q=night+buses&region=London"' in page


@given(
    st.integers(0, 3 * 365 * 24 * 60).map(lambda n: NOW + dt.timedelta(minutes=n)),
    st.sampled_from(Frequency),
)
def test_the_next_mail_is_due_at_seven_in_london(now: dt.datetime, frequency: Frequency) -> None:
    due = next_morning(frequency, now)
    local = due.astimezone(LONDON)
    assert (local.hour, local.minute) == (7, 0)
    assert now < due <= now + dt.timedelta(days=7 if frequency is Frequency.WEEKLY else 1, hours=1)
    assert frequency is Frequency.DAILY or local.weekday() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"q": ["x" * 501]},
        {"theme": [f"t{n}" for n in range(51)]},
        {"region": ["x" * 201]},
        {"organisation_kind": ["circus"]},
        {"year": ["20265"]},
    ],
)
def test_a_search_that_nobody_could_have_made_is_refused(values: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid):
        read_query(values)
