"""The vocabulary is kept by reviewers, with a history, and searches follow it without a deployment."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.catalogue.search.actions import index_changes, rebuild_index
from services.catalogue.settings import read_settings
from services.catalogue.vocabulary.queries import real_words, shipped_entries
from services.catalogue.vocabulary.rules import Entry, faults_of
from shared.auth.tokens import Role
from tests.catalogue.conftest import Submit

API = "/catalogue/api/vocabulary"
Headers = Callable[..., dict[str, str]]


@pytest.fixture
def reviewer(bearer: Headers) -> Iterator[dict[str, str]]:
    """Headers of a reviewer."""
    return bearer(Role.REVIEWER)


def add(client: FlaskClient, reviewer: dict[str, str], **fields: Any) -> dict[str, Any]:
    answer = client.post(API, json=fields, headers=reviewer)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def totals(client: FlaskClient, query: str) -> int:
    return int(client.get("/catalogue/api/search", query_string={"q": query}).json["total"])


def test_a_new_catalogue_has_the_shipped_entries(client: FlaskClient) -> None:
    found, cursor = [], None
    while True:
        page = client.get(API, query_string={"limit": 100} | ({"cursor": cursor} if cursor else {}))
        found += page.json["items"]
        cursor = page.json["next"]
        if cursor is None:
            break
    assert len(found) == len(shipped_entries()) >= 150
    assert {tuple(entry["names"]) for entry in found} == {e.names for e in shipped_entries()}


def test_nothing_that_ships_would_be_refused_of_a_reviewer() -> None:
    assert not {entry.names[0]: f for entry in shipped_entries() if (f := faults_of(entry))}
    firsts = [entry.names[0] for entry in shipped_entries()]
    assert len(firsts) == len(set(firsts))
    assert len(real_words()) > 3000


def test_an_entry_takes_effect_within_a_second_and_its_end_too(
    client: FlaskClient, submit: Submit, reviewer: dict[str, str]
) -> None:
    folder = read_settings().index_dir
    rebuild_index(folder)
    submit("Quibblers meet", summary="An evening each month.", published=True)
    index_changes(folder)
    assert totals(client, "wrangle evenings") == 0
    entry = add(client, reviewer, names=["wrangle evenings", "quibblers"])
    until = time.monotonic() + 1
    while totals(client, "wrangle evenings") == 0:
        assert time.monotonic() < until, "not in effect within a second"
    tag = {"If-Match": f'"{entry["version"]}"'}
    answer = client.delete(f"{API}/{entry['id']}", headers=reviewer | tag)
    assert answer.status_code == 204
    until = time.monotonic() + 1
    while totals(client, "wrangle evenings"):
        assert time.monotonic() < until, "still in effect after a second"
    assert client.get(f"{API}/{entry['id']}").status_code == 404
    history = client.get(f"{API}/{entry['id']}/revisions", headers=reviewer).json["items"]
    assert [one["removed"] for one in history] == [True, False]


def test_a_change_needs_the_version_that_was_read(
    client: FlaskClient, reviewer: dict[str, str]
) -> None:
    entry = add(client, reviewer, names=["one", "two"], narrower=["three"])
    address = f"{API}/{entry['id']}"
    body = {"names": ["one", "four"]}
    assert client.put(address, json=body, headers=reviewer).status_code == 428
    tag = client.get(address).headers["ETag"]
    changed = client.put(address, json=body, headers=reviewer | {"If-Match": tag})
    assert changed.status_code == 200
    assert changed.json["names"] == ["one", "four"]
    assert changed.json["version"] == 2
    again = client.put(address, json=body, headers=reviewer | {"If-Match": tag})
    assert again.status_code == 412
    same = client.put(address, json=body, headers=reviewer | {"If-Match": changed.headers["ETag"]})
    assert same.json["version"] == 2, "saying the same again is no change"
    missing = f"{API}/{entry['id'][:-4]}0000/revisions"
    assert client.get(missing, headers=reviewer).status_code == 404


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"names": []}, "/names"),
        ({"names": ["  "]}, "/names"),
        ({"names": ["alone"]}, "/names"),
        ({"names": ["a", "x" * 61]}, "/names"),
        ({"names": ["a", "!?"]}, "/names"),
        ({"names": ["a", "wow!"]}, "/names"),
        ({"names": ["a"], "narrower": ["\u2014"]}, "/narrower"),
        ({"names": ["a"], "narrower": ["b"] * 31}, "/narrower"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    client: FlaskClient, reviewer: dict[str, str], fields: dict[str, Any], pointer: str
) -> None:
    answer = client.post(API, json=fields, headers=reviewer)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_two_entries_cannot_begin_with_the_same_name(
    client: FlaskClient, reviewer: dict[str, str]
) -> None:
    add(client, reviewer, names=["first", "other"])
    answer = client.post(API, json={"names": ["first", "more"]}, headers=reviewer)
    assert answer.status_code == 409
    second = add(client, reviewer, names=["second", "more"])
    tag = {"If-Match": '"1"'}
    body = {"names": ["first", "more"]}
    answer = client.put(f"{API}/{second['id']}", json=body, headers=reviewer | tag)
    assert answer.status_code == 409


def form_of(client: FlaskClient, address: str, reviewer: dict[str, str]) -> dict[str, str]:
    text = client.get(address, headers=reviewer).text
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in fields}


def test_a_reviewer_adds_changes_and_removes_an_entry_on_pages(
    client: FlaskClient, reviewer: dict[str, str]
) -> None:
    pages = "/catalogue/vocabulary"
    form = form_of(client, f"{pages}/new", reviewer)
    wrong = client.post(f"{pages}/new", data=form | {"names": "alone"}, headers=reviewer)
    assert wrong.status_code == 422
    assert wrong.text.count("Enter another name, or something narrower") == 2
    good = {"names": "Zythum\nbarley beer", "narrower": ""}
    assert client.post(f"{pages}/new", data=form | good, headers=reviewer).status_code == 303
    twice = client.post(f"{pages}/new", data=form | good, headers=reviewer)
    assert "There is an entry for “Zythum” already" in twice.text
    listed = client.get(f"{pages}?q=barley", headers=reviewer).text
    [address] = re.findall(r'href="(/catalogue/vocabulary/[0-9a-f-]{36})"', listed)
    form = form_of(client, address, reviewer)
    changed = {"names": "Zythum\nbarley beer", "narrower": "small beer"}
    assert client.post(address, data=form | changed, headers=reviewer).status_code == 303
    stale = client.post(address, data=form | changed, headers=reviewer)
    assert stale.status_code == 422
    assert "Somebody else has changed this entry" in stale.text
    form = form_of(client, address, reviewer)
    assert "Version 2" in client.get(address, headers=reviewer).text
    other = form | {"names": "Zythum", "narrower": ""}
    assert client.post(address, data=other, headers=reviewer).status_code == 422
    taken = form | {"names": "tree\nbeer", "narrower": ""}
    first = client.get(API, query_string={"limit": 1}).json["items"][0]["names"][0]
    taken["names"] = f"{first}\nbeer"
    assert client.post(address, data=taken, headers=reviewer).status_code == 422
    removed = client.post(address, data=form | {"remove": "1"}, headers=reviewer)
    assert removed.status_code == 303
    assert "No entry has" in client.get(f"{pages}?q=barley+beer", headers=reviewer).text


def test_an_entry_is_a_plain_fact() -> None:
    assert faults_of(Entry(("MASH!", "hub"))) == {}
    assert "names" in faults_of(Entry(("mash!", "hub")))
