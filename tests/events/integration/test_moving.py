"""A proposal is moved to another edition once, and not out from under its session."""

from __future__ import annotations

from typing import Any

from tests.events.conftest import Browser, Json, Organiser
from tests.events.timetables.test_api import edition_with


def _world(organiser: Organiser) -> tuple[Json, Json, Json]:
    edition = edition_with(organiser, 1)
    other = organiser.edition(year=2091, name="Zone 2091", starts_on="2091-07-04",
                              ends_on="2091-07-06", themes=[{"label": "Roads"}])  # fmt: skip
    proposal = organiser.get(f"/editions/{edition['id']}/proposals").json["items"][0]
    return edition, other, proposal


def _move(organiser: Organiser, proposal: Json, edition_id: str, version: int) -> Any:
    path = f"/proposals/{proposal['id']}/move"
    return organiser.post(path, {"edition_id": edition_id}, If_Match=f'"{version}"')


def test_the_old_one_is_withdrawn_and_the_new_one_received(organiser: Organiser) -> None:
    _, other, proposal = _world(organiser)
    answer = _move(organiser, proposal, other["id"], proposal["version"])
    assert answer.status_code == 201, answer.json
    moved = organiser.get(f"/proposals/{answer.json['id']}").json
    assert (moved["source"], moved["state"]) == ("moved", "received")
    assert (moved["edition_id"], moved["title"]) == (other["id"], proposal["title"])
    assert moved["people"] == proposal["people"]
    assert (moved["score"], moved["themes"], moved["available"]) == (None, [], [])
    assert proposal["reference"] in moved["comment"]
    old = organiser.get(f"/proposals/{proposal['id']}").json
    assert old["state"] == "withdrawn"
    assert moved["reference"] in old["comment"]
    again = _move(organiser, proposal, other["id"], old["version"])
    assert again.status_code == 409, "what is withdrawn is not moved again"


def test_a_move_to_where_it_is_or_to_an_edition_that_ended_is_refused(organiser: Organiser) -> None:
    edition, other, proposal = _world(organiser)
    past = organiser.edition(year=2020, name="Zone 2020", starts_on="2020-07-04",
                             ends_on="2020-07-05")  # fmt: skip
    for wrong in (edition, past):
        assert _move(organiser, proposal, wrong["id"], proposal["version"]).status_code == 422
    assert _move(organiser, proposal, other["id"], 99).status_code == 412
    path = f"/proposals/{proposal['id']}/move"
    assert organiser.post(path, {"edition_id": other["id"]}).status_code == 428
    assert organiser.get(f"/proposals/{proposal['id']}").json["state"] == "received"


def test_a_proposal_with_a_session_stays_until_the_session_is_cancelled(
    organiser: Organiser,
) -> None:
    edition, other, proposal = _world(organiser)
    session = organiser.session(edition, proposal_id=proposal["id"])
    refused = _move(organiser, proposal, other["id"], proposal["version"])
    assert (refused.status_code, "session" in refused.json["detail"]) == (409, True)
    organiser.delete(f"/sessions/{session['id']}", session["version"])
    assert _move(organiser, proposal, other["id"], proposal["version"]).status_code == 201


def test_a_proposal_is_moved_by_the_form_on_its_page(
    organiser: Organiser, browser: Browser
) -> None:
    edition, other, proposal = _world(organiser)
    here = f"/events/editions/{edition['slug']}/review/{proposal['id']}"
    token = browser.token(here)
    wrong = browser.send(f"{here}/move", token, {"version": "1", "edition_id": ""})
    assert wrong.status_code == 422
    assert "Choose an edition" in wrong.text
    stale = browser.send(f"{here}/move", token, {"version": "7", "edition_id": other["id"]})
    assert stale.status_code == 412
    sent = {"version": str(proposal["version"]), "edition_id": other["id"]}
    assert browser.send(f"{here}/move", token, sent).status_code == 303
    found = organiser.get(f"/editions/{other['id']}/proposals").json["items"]
    assert [one["title"] for one in found] == [proposal["title"]]
    assert "Move it to another edition" not in browser.get(here).text
