"""Asks and offers: posted, found, changed by their authors, answered, closed."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.catalogue.database import database
from services.catalogue.postbox.actions import post
from services.catalogue.postbox.queries import list_open_asks_about
from services.catalogue.postbox.rules import Kind, PostingText, Writer, faults_of
from shared.auth.tokens import Role
from tests.catalogue.conftest import NOW

pytestmark = pytest.mark.usefixtures("register")
Bearer = Callable[..., dict[str, str]]
API = "/catalogue/api/postings"
ASK = {
    "kind": "ask",
    "title": "Has anybody tried night buses for shift workers?",
    "text": "We look for councils that run them.\n\nBy the summer, if you can.",
    "organisation": "LB Hounslow",
    "themes": ["Transport", "Public health"],
}


def ask(title: str, text: str = "Text.", *themes: str) -> None:
    writer = Writer(uuid.uuid4())
    said = PostingText(title, text, "Leeds City Council", themes)
    post(Kind.ASK, said, submission_id=uuid.uuid4(), writer=writer, now=NOW)


def about(text: str, *themes: str) -> list[str]:
    with database.reading() as session:
        return [p.title for p in list_open_asks_about(session, text, themes, limit=5)]


def test_an_ask_is_posted_and_everybody_reads_it(client: FlaskClient, bearer: Bearer) -> None:
    made = client.post(API, json=ASK, headers=bearer(Role.CONTRIBUTOR))
    assert made.status_code == 201, made.text
    read = client.get(made.headers["Location"])
    assert read.json == made.json
    assert "Hounslow" in read.json["council"]
    assert (read.json["state"], read.json["themes"]) == ("open", ["transport", "public-health"])
    page = unescape(client.get(read.json["url"]).text)
    assert "By the summer, if you can." in page
    assert "Your ask" not in page
    assert client.post(API, json=ASK).status_code == 401


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": "  "}, "/title"),
        ({"text": "x" * 5001}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"kind": "plea"}, "/kind"),
        ({"themes": [f"theme {n}" for n in range(16)]}, "/themes"),
        ({"themes": ["t" * 61]}, "/themes"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_said_by_field(
    client: FlaskClient, bearer: Bearer, change: dict[str, Any], pointer: str
) -> None:
    answer = client.post(API, json=ASK | change, headers=bearer(Role.CONTRIBUTOR))
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_the_list_goes_on_where_it_ended_and_is_narrowed(
    client: FlaskClient, bearer: Bearer
) -> None:
    headers = bearer(Role.CONTRIBUTOR)
    for number in range(5):
        kind = "offer" if number == 4 else "ask"
        sent = ASK | {"title": f"Posting {number}", "kind": kind, "themes": [f"theme-{number % 2}"]}
        client.post(API, json=sent, headers=headers)
    first = client.get(API, query_string={"limit": 3}).json
    client.post(API, json=ASK | {"title": "Came later"}, headers=headers)
    second = client.get(API, query_string={"limit": 3, "cursor": first["next"]}).json
    titles = [item["title"] for item in first["items"] + second["items"]]
    assert titles == [f"Posting {n}" for n in (4, 3, 2, 1, 0)]
    assert second["next"] is None
    narrowed = client.get(API, query_string={"kind": "ask", "theme": "theme-0", "state": "open"})
    assert [item["title"] for item in narrowed.json["items"]] == ["Posting 2", "Posting 0"]
    assert client.get(API, query_string={"cursor": "nonsense"}).status_code == 422


def test_only_the_author_and_reviewers_change_a_posting(
    client: FlaskClient, bearer: Bearer
) -> None:
    author = bearer(Role.CONTRIBUTOR, subject=uuid.uuid4())
    made = client.post(API, json=ASK, headers=author)
    address, tag = f"{API}/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    stranger = bearer(Role.CONTRIBUTOR)
    assert client.patch(address, json={"title": "x"}, headers=stranger | tag).status_code == 403
    assert client.patch(address, json={"title": "x"}, headers=author).status_code == 428
    changed = client.patch(address, json={"title": "Night trains"}, headers=author | tag)
    assert (changed.json["title"], changed.json["version"]) == ("Night trains", 2)
    assert changed.json["text"] == ASK["text"]
    assert client.patch(address, json={"title": "x"}, headers=author | tag).status_code == 412
    state = f"{address}/state"
    assert client.post(state, json={"state": "closed"}, headers=stranger).status_code == 403
    assert client.post(state, json={"state": "closed"}, headers=author | tag).status_code == 412
    done = client.post(state, json={"state": "answered"}, headers=bearer(Role.REVIEWER))
    assert done.json["state"] == "answered"
    again = client.post(state, json={"state": "answered"}, headers=author)
    assert again.json["version"] == done.json["version"]
    assert client.get(f"{API}/{uuid.uuid4()}").status_code == 404


def test_the_same_form_at_once_makes_one_posting(client: FlaskClient) -> None:
    submission_id, writer = uuid.uuid4(), Writer(uuid.uuid4())
    said = PostingText("Title", "Text", "Leeds City Council")
    made = []

    def send() -> None:
        made.append(post(Kind.ASK, said, submission_id=submission_id, writer=writer, now=NOW).id)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == 1


def test_the_form_keeps_what_was_typed_and_posts_it(client: FlaskClient, bearer: Bearer) -> None:
    headers = bearer(Role.CONTRIBUTOR, subject=uuid.uuid4())
    empty = client.get("/catalogue/postbox/new?kind=offer&title=Solar", headers=headers).text
    assert 'value="Solar"' in empty
    form = {**ASK, "themes": "Transport, Public health", "submission_id": str(uuid.uuid4())}
    wrong = client.post("/catalogue/postbox/new", data=form | {"text": " "}, headers=headers)
    assert wrong.status_code == 422
    assert "Enter the details" in wrong.text
    assert form["title"] in unescape(wrong.text)
    nameless = client.post("/catalogue/postbox/new", data=form | {"kind": "x"}, headers=headers)
    assert "Choose whether you ask or offer" in nameless.text
    first = client.post("/catalogue/postbox/new", data=form, headers=headers)
    second = client.post("/catalogue/postbox/new", data=form, headers=headers)
    assert first.status_code == 303
    assert first.location == second.location
    stolen = client.post("/catalogue/postbox/new", data=form, headers=bearer(Role.CONTRIBUTOR))
    assert stolen.status_code == 403
    page = client.get(first.location, headers=headers).text
    assert "Your ask" in page
    listed = unescape(client.get("/catalogue/postbox?kind=ask&theme=transport").text)
    assert form["title"] in listed
    assert "There are none." in client.get("/catalogue/postbox?state=closed&kind=nonsense").text


def test_a_posting_is_edited_and_moved_on_its_page(client: FlaskClient, bearer: Bearer) -> None:
    headers = bearer(Role.CONTRIBUTOR, subject=uuid.uuid4())
    form = {**ASK, "themes": "Transport"}
    address = client.post("/catalogue/postbox/new", data=form, headers=headers).location
    assert "Edit your ask" in client.get(f"{address}/edit", headers=headers).text
    other = bearer(Role.CONTRIBUTOR)
    assert client.get(f"{address}/edit", headers=other).status_code == 403
    bad = client.post(f"{address}/edit", data=form | {"title": ""}, headers=headers)
    assert (bad.status_code, "Enter a title" in bad.text) == (422, True)
    edit = form | {"title": "Night trains", "version": "1"}
    assert client.post(f"{address}/edit", data=edit, headers=headers).status_code == 303
    stale = client.post(f"{address}/edit", data=edit | {"title": "Other"}, headers=headers)
    assert stale.status_code == 412
    assert "Somebody else has changed this" in stale.text
    odd = client.post(f"{address}/state", data={"state": "lost"}, headers=headers)
    assert odd.status_code == 422
    for state in ("answered", "open", "closed"):
        answer = client.post(f"{address}/state", data={"state": state}, headers=headers)
        assert answer.status_code == 303
    page = client.get(address, headers=headers).text
    assert "Night trains" in page
    assert "Open it again" in page


def test_an_ask_is_found_by_half_of_the_words_or_a_theme(client: FlaskClient) -> None:
    ask("Night buses for shift workers", "Who runs them?", "transport")
    ask("Heating of swimming pools", "Which councils use heat pumps?", "climate")
    assert about("the night bus") == ["Night buses for shift workers"]
    assert about("night buses with dragons, unicorns and wizards") == []
    assert about("heated swimming pool dragons") == ["Heating of swimming pools"]
    assert about("dragons", "climate") == ["Heating of swimming pools"]
    assert about("transport") == ["Night buses for shift workers"]
    assert about("the of and") == []
    assert about("") == []


def test_a_search_that_finds_nothing_shows_open_asks_about_it(
    client: FlaskClient, bearer: Bearer, index_dir: object
) -> None:
    headers = bearer(Role.REVIEWER)
    made = client.post(API, json=ASK, headers=headers).json
    search = {"q": "night buses"}
    page = unescape(client.get("/catalogue/search", query_string=search).text)
    assert "Others ask about this too" in page
    assert ASK["title"] in page
    assert "/catalogue/postbox/new?kind=ask&title=night+buses" in page
    client.post(f"{API}/{made['id']}/state", json={"state": "answered"}, headers=headers)
    assert "Others ask about this" not in client.get("/catalogue/search", query_string=search).text


def test_a_text_within_bounds_has_no_fault() -> None:
    assert faults_of(PostingText("a", "b", "c", ("health",))) == {}


def test_a_search_without_results_is_answered_while_the_database_is_away(
    client: FlaskClient, index_dir: object
) -> None:
    database.connect("postgresql://nobody@127.0.0.1:1/none")
    answer = client.get("/catalogue/search?q=night+buses")
    assert answer.status_code == 200
    assert "Tell me when there is one" in answer.text
    suggestions = client.get("/catalogue/api/suggestions?q=derby")
    assert suggestions.status_code == 200
