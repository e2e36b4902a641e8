"""Unmet needs: counted after the answer, grouped, compared, dealt with, forgotten."""

from __future__ import annotations

import csv
import datetime as dt
import io
import threading
import uuid
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from services.catalogue.needs.actions import forget_old_searches, record_search
from services.catalogue.needs.rules import Span, normalised, tells_of_need, trend
from shared.auth.tokens import Role
from shared.web.pages import LONDON

pytestmark = pytest.mark.usefixtures("register", "index_dir")
Bearer = Callable[..., dict[str, str]]
API = "/catalogue/api/unmet-needs"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
GOOGLE = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
TODAY = dt.datetime.now(LONDON).date()


def search(client: FlaskClient, q: str, browser: dict[str, str] = FIREFOX, **more: str) -> None:
    """Search as a browser does, which reads the answer to its end."""
    asked = {"q": q} | more
    with client.get("/catalogue/search", query_string=asked, headers=browser) as answer:
        assert answer.status_code == 200


def board(client: FlaskClient, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    answer = client.get(API, headers=headers, query_string=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def test_searches_without_results_are_grouped_and_counted(
    client: FlaskClient, bearer: Bearer
) -> None:
    search(client, "Hover boards  for carers")
    search(client, "carers' hoverboards and HOVER boards", region="London")
    search(client, "carer hover board")
    search(client, "hover boards for carers", region="London")
    search(client, "hover boards for carers", GOOGLE)
    search(client, "")
    search(client, "the of and")
    search(client, "call jo@example.org")
    search(client, "07700 900123 night bus")
    headers = bearer(Role.REVIEWER)
    needs = board(client, headers)
    words = {need["words"]: need["searches"] for need in needs}
    assert words["hover boards for carers"] == 3
    assert len(needs) == 2
    assert {need["trend"] for need in needs} == {"rising"}
    page = client.get(f"/catalogue/needs/{needs[0]['id']}", headers=headers).text
    assert "hover boards for carers" in page
    assert "region=London" in page
    assert "with filters" in page


def test_a_search_that_finds_enough_is_no_need(
    client: FlaskClient, bearer: Bearer, submit: Any, drain: Callable[[], int]
) -> None:
    for number in range(3):
        submit(f"Hedgehog highway {number}", published=True)
    submit("Badger tunnel", published=True)
    drain()
    search(client, "hedgehog")
    search(client, "badger tunnel")
    [need] = board(client, bearer(Role.BOARD))
    assert (need["words"], need["found"]) == ("badger tunnel", 1)


def test_no_search_waits_for_or_fails_by_the_counting(client: FlaskClient) -> None:
    steps: list[str] = []

    def slow(*_: object, **__: object) -> None:
        steps.append("counted")
        raise RuntimeError("the database is away")

    with patch("services.catalogue.search.pages.record_search", slow):
        answer = client.get(
            "/catalogue/search", query_string={"q": "hover boards"}, headers=FIREFOX
        )
        assert answer.status_code == 200
        steps.append("answered")
        answer.close()
    assert steps == ["answered", "counted"]


def test_counts_at_once_are_all_kept(client: FlaskClient, bearer: Bearer) -> None:
    def count() -> None:
        record_search("board hover", "hover boards", "", found=0, day=TODAY)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [need] = board(client, bearer(Role.REVIEWER))
    assert need["searches"] == 8


def test_the_board_compares_with_the_days_before_and_goes_on(
    client: FlaskClient, bearer: Bearer
) -> None:
    for ago, times, key in [(0, 2, "a"), (40, 5, "a"), (10, 3, "b"), (70, 9, "c")]:
        for _ in range(times):
            record_search(key, key, "", found=0, day=TODAY - dt.timedelta(days=ago))
    headers = bearer(Role.REVIEWER)
    first = client.get(API, headers=headers, query_string={"limit": 2}).json
    rest = board(client, headers, cursor=first["next"], limit=2)
    rows = {n["words"]: n for n in first["items"] + rest}
    assert [n["words"] for n in first["items"]] == ["b", "a"]
    assert (rows["a"]["searches"], rows["a"]["searches_before"]) == (2, 5)
    assert [rows[k]["trend"] for k in "abc"] == ["falling", "rising", "steady"]
    assert rows["c"]["searches_in_all"] == 9
    assert client.get(API, headers=headers, query_string={"cursor": "x.y"}).status_code == 422


def test_a_need_is_dealt_with_once_and_opened_again(client: FlaskClient, bearer: Bearer) -> None:
    record_search("board hover", "hover boards", "", found=0, day=TODAY)
    headers = bearer(Role.REVIEWER)
    [need] = board(client, headers)
    address = f"/catalogue/needs/{need['id']}"
    form = {"state": "dealt_with", "note": "Asked Leeds.", "version": "1"}
    long = client.post(address, data=form | {"note": "x" * 1001}, headers=headers)
    assert long.status_code == 422
    assert "1,000 characters or fewer" in long.text
    assert client.post(address, data=form, headers=headers).status_code == 303
    stale = client.post(address, data=form, headers=headers)
    assert stale.status_code == 412
    assert "Somebody else has changed this" in stale.text
    assert board(client, headers) == []
    [done] = board(client, headers, state="dealt_with")
    assert done["note"] == "Asked Leeds."
    assert "Asked Leeds." in client.get("/catalogue/needs?state=dealt_with", headers=headers).text
    assert client.post(address, data={"state": "odd"}, headers=headers).status_code == 422
    opened = {"state": "open", "note": "", "version": "2"}
    assert client.post(address, data=opened, headers=headers).status_code == 303
    assert len(board(client, headers)) == 1
    assert "hover boards" in client.get("/catalogue/needs", headers=headers).text
    missing = client.get(f"/catalogue/needs/{uuid.uuid4()}", headers=headers)
    assert missing.status_code == 404


def test_the_file_is_safe_in_spreadsheets(client: FlaskClient, bearer: Bearer) -> None:
    record_search("sum", "=sum(a1)", "", found=0, day=TODAY)
    answer = client.get("/catalogue/needs.csv", headers=bearer(Role.BOARD))
    [_, row] = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert row[0] == "'=sum(a1)"
    assert row[1:4] == ["1", "0", "rising"]


def test_old_counts_are_forgotten_with_the_needs_nobody_has(
    client: FlaskClient, bearer: Bearer
) -> None:
    record_search("old", "old", "", found=0, day=TODAY - dt.timedelta(days=401))
    record_search("new", "new", "", found=0, day=TODAY)
    assert forget_old_searches(TODAY) == 1
    assert [need["words"] for need in board(client, bearer(Role.REVIEWER))] == ["new"]


def test_rules_say_what_is_counted() -> None:
    assert tells_of_need("night buses", 0)
    assert not tells_of_need("night buses", 3)
    assert not tells_of_need("me@example.org", 0)
    assert normalised("  Night   BUSES ") == "night buses"
    assert [trend(1, 1), trend(2, 1), trend(1, 2)] == ["steady", "rising", "falling"]
    span = Span.until(dt.date(2026, 3, 31))
    assert (span.since, span.before) == (dt.date(2026, 3, 2), dt.date(2026, 1, 31))
