"""Sessions placed by hand: on the grid, and by two organisers at once."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest

from services.events.programme.actions import Actor, place_session, swap_sessions
from shared.refusals import Refusal
from tests.events.conftest import Browser, Json, Organiser
from tests.events.integration.test_races import race

DAY = "2090-07-04"


def unplaced(organiser: Organiser, edition: Json, title: str = "Later", **other: Any) -> Json:
    data = {"title": title, "organisation_name": "Bath", "duration_minutes": 45} | other
    answer = organiser.post(f"/editions/{edition['id']}/sessions", data)
    assert answer.status_code == 201, answer.json
    made: Json = answer.json
    assert made["starts_at"] is None
    return made


def put(organiser: Organiser, edition: Json, planned: Json, stage: int, starts: str | None) -> Any:
    data: Json = {"session_id": planned["id"], "version": planned["version"]}
    if starts:
        data |= {"stage_id": edition["stages"][stage]["id"], "starts_at": f"{DAY}T{starts}:00Z"}
    return organiser.post(f"/editions/{edition['id']}/placements", data)


def test_a_session_waits_for_its_place_and_gets_it(organiser: Organiser) -> None:
    edition = organiser.edition()
    later = unplaced(organiser, edition)
    listed = organiser.get(f"/editions/{edition['id']}/sessions?placed=false").json["items"]
    assert [s["id"] for s in listed] == [later["id"]]
    assert organiser.get(f"/editions/{edition['id']}/sessions").json["items"] == []
    [moved] = put(organiser, edition, later, 1, "09:00").json["items"]
    assert (moved["ends_at"], moved["version"]) == ("2090-07-04T09:45:00+00:00", 2)
    [off] = put(organiser, edition, moved | {"id": later["id"]}, 1, None).json["items"]
    assert (off["stage_id"], off["starts_at"], off["version"]) == (None, None, 3)


def test_an_unplaced_session_is_not_released(organiser: Organiser) -> None:
    edition = organiser.edition()
    unplaced(organiser, edition)
    answer = organiser.post(f"/editions/{edition['id']}/releases")
    assert answer.json["type"].endswith("nothing-to-release")


def test_half_a_place_is_refused(organiser: Organiser) -> None:
    edition = organiser.edition()
    later = unplaced(organiser, edition)
    path = f"/editions/{edition['id']}/placements"
    data = {"session_id": later["id"], "version": 1, "stage_id": edition["stages"][0]["id"]}
    assert organiser.post(path, data).json["type"].endswith("placed-in-part")
    unknown = {"session_id": str(uuid.uuid4()), "version": 1}
    assert organiser.post(path, unknown).status_code == 404


def test_two_sessions_change_places_and_back(organiser: Organiser) -> None:
    edition = organiser.edition()
    one = organiser.session(edition, title="One")
    two = organiser.session(
        edition, 1, title="Two", starts_at=f"{DAY}T11:00:00Z", ends_at=f"{DAY}T12:00:00Z"
    )
    path = f"/editions/{edition['id']}"
    both = {
        "first": {"session_id": one["id"], "version": 1},
        "second": {"session_id": two["id"], "version": 1},
    }
    first, second = organiser.post(f"{path}/swaps", both).json["items"]
    assert (first["stage_id"], first["starts_at"]) == (two["stage_id"], two["starts_at"])
    assert first["ends_at"] == "2090-07-04T11:45:00+00:00", "each keeps its length"
    assert (second["stage_id"], second["ends_at"]) == (
        one["stage_id"],
        "2090-07-04T10:00:00+00:00",
    )
    assert organiser.post(f"{path}/swaps", both).status_code == 412
    back = organiser.post(f"{path}/placements/undo").json["items"]
    assert {s["session_id"]: s["starts_at"] for s in back} == {
        one["id"]: one["starts_at"],
        two["id"]: two["starts_at"],
    }
    assert organiser.post(f"{path}/placements/undo").json["type"].endswith("nothing-to-undo")


def test_a_swap_that_does_not_fit_moves_neither(organiser: Organiser) -> None:
    edition = organiser.edition()
    short = organiser.session(edition, title="Short", ends_at=f"{DAY}T09:15:00Z")
    organiser.session(
        edition, title="Next", starts_at=f"{DAY}T09:15:00Z", ends_at=f"{DAY}T10:00:00Z"
    )
    long = organiser.session(edition, 1, title="Long", ends_at=f"{DAY}T10:30:00Z")
    both = {
        name: {"session_id": s["id"], "version": 1}
        for name, s in (("first", short), ("second", long))
    }
    answer = organiser.post(f"/editions/{edition['id']}/swaps", both)
    assert (answer.status_code, "“Next” is on Main stage" in answer.json["detail"]) == (409, True)
    for planned in (short, long):
        assert organiser.get(f"/sessions/{planned['id']}").json == planned


def test_undoing_goes_back_step_by_step_and_never_over_somebody_else(
    organiser: Organiser, bearer: Any
) -> None:
    from shared.auth.tokens import Role

    edition = organiser.edition()
    planned = unplaced(organiser, edition)
    path = f"/editions/{edition['id']}/placements"
    for version, starts in ((1, "09:00"), (2, "10:00")):
        assert put(organiser, edition, planned | {"version": version}, 0, starts).status_code == 200
    [first] = organiser.post(f"{path}/undo").json["items"]
    assert first["starts_at"] == "2090-07-04T09:00:00+00:00"
    other = Organiser(organiser.client, bearer(Role.ORGANISER))
    assert other.post(f"{path}/undo").status_code == 409, "there is nothing of theirs"
    assert put(other, edition, planned | {"version": 4}, 1, "11:00").status_code == 200
    refused = organiser.post(f"{path}/undo")
    assert refused.status_code == 412
    assert "is now on Small stage at 12pm" in refused.json["detail"]
    organiser.delete(f"/sessions/{planned['id']}", 5)
    assert other.post(f"{path}/undo").json["detail"].startswith("A session you moved was cancelled")


def test_of_two_organisers_racing_over_one_slot_one_wins_and_nothing_is_lost(
    organiser: Organiser,
) -> None:
    edition = organiser.edition()
    stage = uuid.UUID(edition["stages"][0]["id"])
    who = [Actor(uuid.uuid4(), "Ada"), Actor(uuid.uuid4(), "Ben")]
    for hour in range(8, 14):
        rivals = [unplaced(organiser, edition, f"Rival {n}") for n in range(2)]
        start = dt.datetime(2090, 7, 4, hour, tzinfo=dt.UTC)
        results = race(
            [
                lambda s=s, a=a, at=(stage, start): place_session(
                    edition["id"], uuid.UUID(s["id"]), 1, at, a
                )
                for s, a in zip(rivals, who, strict=True)
            ]
        )
        refused = [r for r in results if isinstance(r, Refusal)]
        assert [r.status for r in refused] == [409]
        assert "is on Main stage" in refused[0].message


def test_of_two_who_move_one_session_the_second_is_told_where_it_went(
    organiser: Organiser,
) -> None:
    edition = organiser.edition()
    stages = [uuid.UUID(s["id"]) for s in edition["stages"]]
    who = [Actor(uuid.uuid4(), "Ada"), Actor(uuid.uuid4(), "Ben")]
    start = dt.datetime(2090, 7, 4, 9, tzinfo=dt.UTC)
    for _ in range(6):
        planned = unplaced(organiser, edition)
        results = race(
            [
                lambda s=s, a=a, p=planned: place_session(
                    edition["id"], uuid.UUID(p["id"]), 1, (s, start), a
                )
                for s, a in zip(stages, who, strict=True)
            ]
        )
        [refused] = [r for r in results if isinstance(r, Refusal)]
        assert refused.status == 412
        winner = who[0] if results[1] is refused else who[1]
        assert f"{winner.name} changed “Later” while you were looking" in refused.message
        now = organiser.get(f"/sessions/{planned['id']}").json
        assert now["version"] == 2
        organiser.delete(f"/sessions/{planned['id']}", 2)


def test_two_who_swap_the_same_pair_at_once_swap_it_once(organiser: Organiser) -> None:
    edition = organiser.edition()
    one, two = organiser.session(edition), organiser.session(edition, 1)
    ids = [(uuid.UUID(s["id"]), 1) for s in (one, two)]
    who = Actor(uuid.uuid4(), "Ada")
    results = race(
        [
            lambda: swap_sessions(edition["id"], ids[0], ids[1], who),
            lambda: swap_sessions(edition["id"], ids[1], ids[0], who),
        ]
    )
    assert sum(isinstance(r, Refusal) for r in results) == 1
    assert organiser.get(f"/sessions/{one['id']}").json["stage_id"] == two["stage_id"]


def page_of(browser: Browser, edition: Json, query: str = "") -> str:
    answer = browser.get(f"/events/editions/{edition['slug']}/timetable?day={DAY}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def press(browser: Browser, edition: Json, planned: Json, **button: str) -> Any:
    path = f"/events/editions/{edition['slug']}/timetable"
    form = {"day": DAY, "session_id": planned["id"], "version": str(planned["version"])}
    return browser.post(path, form | button)


def test_the_grid_is_worked_by_its_buttons(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    later = unplaced(organiser, edition)
    page = page_of(browser, edition)
    assert f"&move={later['id']}" in page
    page = page_of(browser, edition, f"&move={later['id']}")
    values = re.findall(r'name="slot" value="([^"]+)"', page)
    stage, start = values[0].split("|")
    assert stage == edition["stages"][0]["id"]
    assert start == "2090-07-04T08:00:00+00:00", "the day opens at nine by London's clock"
    sent = press(browser, edition, later, slot=values[0])
    assert sent.status_code == 303
    assert "“Later” is on Main stage at 09:00." in page_of(browser, edition)
    other = organiser.session(edition, 1, title="Other")
    page = page_of(browser, edition, f"&move={later['id']}")
    assert f'value="{other["id"]}|1"' in page
    moved = later | {"version": 2}
    press(browser, edition, moved, swap=f"{other['id']}|1")
    assert "“Later” and “Other” changed places." in page_of(browser, edition)
    path = f"/events/editions/{edition['slug']}/timetable"
    undone = browser.send(f"{path}/undo", browser.token(path), {"day": DAY})
    assert undone.status_code == 303
    assert "“Later” and “Other” went back." in page_of(browser, edition)
    press(browser, edition, later | {"version": 4}, off="1")
    assert "“Later” has no place now." in page_of(browser, edition)
    typed = {"stage_id": edition["stages"][1]["id"], "start": "14:30"}
    press(browser, edition, later | {"version": 5}, **typed)
    assert "“Later” is on Small stage at 14:30." in page_of(browser, edition)


def test_what_stands_against_a_move_is_said_on_the_grid(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    later = unplaced(organiser, edition)
    taken = f"{edition['stages'][0]['id']}|{DAY}T09:00:00+00:00"
    page = press(browser, edition, later, slot=taken)
    assert page.status_code == 409
    assert "“Warmer homes” is on Main stage from 10am to 10:45am" in html.unescape(page.text)
    stale = press(browser, edition, later | {"version": 7}, slot=taken)
    assert stale.status_code == 412
    assert "Here is the programme as it is now" in stale.text
    assert press(browser, edition, later, slot="nonsense").status_code == 422
    assert press(browser, edition, {"id": "x", "version": ""}).status_code == 422


@pytest.mark.parametrize("stages", [[], [{"name": "Main stage"}]])
def test_an_empty_grid_says_what_to_do(
    browser: Browser, organiser: Organiser, stages: list[Json]
) -> None:
    edition = organiser.edition(stages=stages)
    page = page_of(browser, edition)
    assert ("Add a stage to the edition" in page) == (not stages)
    assert "Every session has a place." in page
