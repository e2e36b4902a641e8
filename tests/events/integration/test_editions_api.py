"""Editions by the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from shared.auth.tokens import Role
from tests.events.conftest import Organiser, edition_data, published, session_data

OPENED = "events.edition.opened.v1"


def test_a_new_edition_is_public_and_told_to_the_others(
    organiser: Organiser, client: FlaskClient
) -> None:
    answer = organiser.post("/editions", edition_data())
    assert answer.status_code == 201
    made = client.get(answer.headers["Location"])
    assert made.json == answer.json
    assert made.headers["ETag"] == answer.headers["ETag"] == '"1"'
    assert made.json["slug"] == "innovation-zone-2090"
    assert made.json["state"] == "planned"
    assert [theme["slug"] for theme in made.json["themes"]] == ["climate-action", "housing"]
    assert [(s["name"], s["capacity"]) for s in made.json["stages"]] == [
        ("Main stage", 80),
        ("Small stage", None),
    ]
    [message] = published(OPENED)
    assert (message.version, message.subject) == (1, made.json["id"])
    assert message.body is not None
    assert message.body["themes"] == ["climate-action", "housing"]
    assert message.body["starts_on"] == "2090-07-04"


def test_editions_are_listed_newest_first_in_pages(organiser: Organiser) -> None:
    for year in (2088, 2090, 2089):
        organiser.edition(year=year, name=f"Zone {year}")
    first = organiser.get("/editions?limit=2").json
    assert [edition["year"] for edition in first["items"]] == [2090, 2089]
    rest = organiser.get(f"/editions?limit=2&cursor={first['next']}").json
    assert [edition["year"] for edition in rest["items"]] == [2088]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": "  "}, "/name"),
        ({"year": "soon"}, "/year"),
        ({"year": 1890}, "/year"),
        ({"starts_on": "2090-02-30"}, "/starts_on"),
        ({"ends_on": "2090-07-03"}, "/ends_on"),
        ({"themes": [{"slug": "x"}]}, "/themes/0/label"),
        ({"themes": [{"label": "Homes"}, {"label": "homes"}]}, "/themes/1/label"),
        ({"stages": [{"name": "Main", "capacity": 0}]}, "/stages/0/capacity"),
        ({"stages": ["Main"]}, "/stages/0"),
        ({"stages": [{"name": "Main"}, {"name": "main"}]}, "/stages/1/name"),
        ({"stagess": []}, "/stagess"),
    ],
)
def test_what_is_wrong_is_named(organiser: Organiser, change: dict[str, Any], pointer: str) -> None:
    answer = organiser.post("/editions", edition_data(**change))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert organiser.get("/editions").json["items"] == []


@pytest.mark.parametrize(
    ("other", "pointer"), [({"name": "Another"}, "/year"), ({"year": 2091}, "/name")]
)
def test_a_year_and_a_name_are_taken_once(
    organiser: Organiser, other: dict[str, Any], pointer: str
) -> None:
    organiser.edition()
    answer = organiser.post("/editions", edition_data(**other))
    assert answer.status_code == 409
    assert answer.json["type"] == "urn:innovation-zone:problem:duplicate-edition"
    assert answer.json["errors"][0]["pointer"] == pointer


def test_creating_with_one_key_twice_creates_once(organiser: Organiser) -> None:
    first = organiser.post("/editions", edition_data(), Idempotency_Key="k1")
    again = organiser.post("/editions", edition_data(), Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert len(published(OPENED)) == 1


def test_a_change_needs_the_version_it_was_made_from(organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/editions/{edition['id']}"
    assert organiser.change(path, None, {"venue": "Bath"}).status_code == 428
    changed = organiser.change(path, 1, {"venue": "Bath"})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert organiser.change(path, 1, {"venue": "York"}).status_code == 412
    now = organiser.get(path).json
    assert now == edition | {"venue": "Bath", "version": 2}
    assert [message.version for message in published(OPENED)] == [1, 2]


def test_stages_are_kept_by_id_or_name_and_can_swap_their_names(organiser: Organiser) -> None:
    edition = organiser.edition()
    main, small = edition["stages"]
    swapped = [main | {"name": "Small stage"}, small | {"name": "Main stage"}]
    path = f"/editions/{edition['id']}"
    answer = organiser.change(path, 1, {"stages": swapped})
    assert answer.json["stages"] == swapped
    named = organiser.change(
        path, 2, {"stages": [{"name": "Main Stage", "capacity": 9}, {"name": "Garden"}]}
    )
    assert named.json["stages"][0] == small | {"name": "Main Stage", "capacity": 9}
    assert named.json["stages"][1]["name"] == "Garden"
    assert organiser.get(path).json["stages"] == named.json["stages"]


def test_a_stage_with_sessions_stays(organiser: Organiser) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    path = f"/editions/{edition['id']}"
    without = {"stages": edition["stages"][1:]}
    answer = organiser.change(path, 1, without)
    assert answer.status_code == 409
    assert answer.json["type"].endswith("stage-in-use")
    assert organiser.delete(f"/sessions/{planned['id']}", 1).status_code == 200
    assert organiser.change(path, 1, without).status_code == 200
    assert organiser.get(f"/sessions/{planned['id']}").json["stage"] is None


def test_two_stages_cannot_claim_one_id(organiser: Organiser) -> None:
    edition = organiser.edition()
    twice = edition["stages"][0]
    stages = [twice, twice | {"name": "Annex"}]
    answer = organiser.change(f"/editions/{edition['id']}", 1, {"stages": stages})
    assert answer.json["stages"][0]["id"] == twice["id"]
    assert answer.json["stages"][1]["id"] != twice["id"]


def test_ending_twice_ends_once(organiser: Organiser) -> None:
    edition = organiser.edition()
    first = organiser.post(f"/editions/{edition['id']}/end")
    assert (first.status_code, first.json["state"]) == (200, "ended")
    again = organiser.post(f"/editions/{edition['id']}/end")
    assert again.json == first.json
    assert again.json["version"] == 2


def test_an_unknown_edition_is_not_found(organiser: Organiser) -> None:
    missing = uuid.uuid4()
    data = session_data({"stages": [{"id": str(uuid.uuid4())}], "starts_on": "2090-07-04"})
    answers = [
        organiser.get(f"/editions/{missing}"),
        organiser.change(f"/editions/{missing}", 1, {}),
        organiser.post(f"/editions/{missing}/end"),
        organiser.get(f"/editions/{missing}/proposals"),
        organiser.get(f"/editions/{missing}/sessions"),
        organiser.post(f"/editions/{missing}/sessions", data),
        organiser.post(f"/editions/{missing}/releases"),
        organiser.get(f"/editions/{missing}/programme"),
        organiser.get(f"/sessions/{missing}"),
        organiser.change(f"/sessions/{missing}", 1, {}),
    ]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("role", [None, Role.CONTRIBUTOR, Role.REVIEWER, Role.BOARD])
def test_only_organisers_work_on_editions(
    role: Role | None, client: FlaskClient, bearer: Callable[..., dict[str, str]]
) -> None:
    caller = Organiser(client, bearer(role) if role else {})
    some = uuid.uuid4()
    answers = [
        caller.post("/editions", edition_data()),
        caller.change(f"/editions/{some}", 1, {}),
        caller.post(f"/editions/{some}/end"),
        caller.get(f"/editions/{some}/proposals"),
        caller.post(f"/editions/{some}/proposals"),
        caller.get(f"/editions/{some}/sessions"),
        caller.post(f"/editions/{some}/sessions"),
        caller.get(f"/sessions/{some}"),
        caller.change(f"/sessions/{some}", 1, {}),
        caller.delete(f"/sessions/{some}", 1),
        caller.post(f"/editions/{some}/releases"),
    ]
    assert {answer.status_code for answer in answers} == {403 if role else 401}
