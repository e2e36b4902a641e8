"""What somebody who types is offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from services.catalogue.innovations.actions import record_view
from tests.catalogue.conftest import NOW, Submit

pytestmark = pytest.mark.usefixtures("register", "index_dir")


def suggested(client: FlaskClient, q: str, kind: str | None = None) -> list[str]:
    answer = client.get("/catalogue/api/suggestions", query_string={"q": q})
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json["items"] if kind in (None, item["kind"])]


@pytest.fixture
def titles(submit: Submit, drain: Callable[[], int]) -> None:
    for title in ["Night buses", "Buses at night for carers", "Bin lorries", "Café o'clock"]:
        innovation = submit(title, themes=("public-health", "bus-travel"), published=True)
        if title.startswith("Buses"):
            record_view(innovation.id, NOW.date())
    drain()


@pytest.mark.usefixtures("titles")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bus", ["Buses at night for carers", "Night buses"]),
        ("night bu", ["Night buses", "Buses at night for carers"]),
        ("NIGHT  Buses", ["Night buses", "Buses at night for carers"]),
        ("carers nig", ["Buses at night for carers"]),
        ("cafe", ["Café o'clock"]),
        ("oclo", ["Café o'clock"]),
        ("o\u2019clock", ["Café o'clock"]),
        ("b", []),
        ("night dragons", []),
        ('"(*&^ -', []),
        ("🚌🚌", []),
    ],
)
def test_titles_go_on_as_typed(client: FlaskClient, typed: str, expected: list[str]) -> None:
    assert suggested(client, typed, "title") == expected


@pytest.mark.usefixtures("titles")
def test_themes_are_offered_with_how_many_there_are(client: FlaskClient) -> None:
    assert suggested(client, "hea", "theme") == ["Public health"]
    assert suggested(client, "public heal", "theme") == ["Public health"]
    [item] = [
        item
        for item in client.get("/catalogue/api/suggestions?q=travel").json["items"]
        if item["kind"] == "theme"
    ]
    assert (item["detail"], item["url"]) == ("4 innovations", "/catalogue/themes/bus-travel")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("LBBD", "Barking and Dagenham"),
        ("derby", "Derby City Council"),
        ("taunton d", "Taunton Deane Borough Council"),
        ("manchester c", "Manchester City Council"),
    ],
)
def test_councils_are_offered_by_any_of_their_names(
    client: FlaskClient, typed: str, first: str
) -> None:
    assert first in suggested(client, typed, "council")[0]


def test_an_ended_council_says_until_when(client: FlaskClient) -> None:
    items = client.get("/catalogue/api/suggestions?q=taunton+deane").json["items"]
    assert [item["detail"] for item in items] == ["until 2019"]
    assert items[0]["url"].startswith("/catalogue/organisations/")


def test_what_is_not_a_text_to_complete_is_refused(client: FlaskClient) -> None:
    assert client.get("/catalogue/api/suggestions").status_code == 422
    assert (
        client.get("/catalogue/api/suggestions", query_string={"q": "x" * 201}).status_code == 422
    )
    assert suggested(client, "") == []
