"""Proposals and sessions by the API."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.events.conftest import Organiser, session_data


def propose(organiser: Organiser, edition: dict[str, Any], **other: Any) -> dict[str, Any]:
    data = {
        "title": "Warmer homes",
        "abstract": "How we insulated 400 homes.",
        "organisation_id": str(uuid.uuid4()),
        "organisation_name": "Leeds City Council",
        "themes": ["Climate action"],
    }
    answer = organiser.post(f"/editions/{edition['id']}/proposals", data | other)
    assert answer.status_code == 201, answer.json
    made: dict[str, Any] = answer.json
    return made


def test_a_session_takes_what_it_is_not_told_from_its_proposal(organiser: Organiser) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    data = session_data(edition, proposal_id=proposal["id"])
    for name in ("title", "organisation_name"):
        del data[name]
    answer = organiser.post(f"/editions/{edition['id']}/sessions", data)
    assert answer.status_code == 201
    made = answer.json
    for name in ("title", "abstract", "organisation_id", "organisation_name"):
        assert made[name] == proposal[name]
    assert made["themes"] == ["climate-action"]
    assert made["stage"] == "Main stage"
    assert organiser.get(f"/sessions/{made['id']}").json == made
    assert answer.headers["Location"] == f"/events/api/sessions/{made['id']}"


def test_a_session_of_another_organisation_does_not_keep_the_proposals_id(
    organiser: Organiser,
) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    made = organiser.session(edition, proposal_id=proposal["id"], organisation_name="Bath")
    assert made["organisation_id"] is None
    named = str(uuid.uuid4())
    changed = organiser.change(f"/sessions/{made['id']}", 1, {"organisation_id": named})
    assert changed.json["organisation_id"] == named


def test_times_are_kept_in_utc(organiser: Organiser) -> None:
    edition = organiser.edition()
    made = organiser.session(
        edition, starts_at="2090-07-04T10:00:00+01:00", ends_at="2090-07-04T11:00:00+01:00"
    )
    assert made["starts_at"] == "2090-07-04T09:00:00+00:00"
    assert organiser.get(f"/sessions/{made['id']}").json["starts_at"] == made["starts_at"]


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"starts_at": "2090-07-04T09:30:00Z", "ends_at": "2090-07-04T10:30:00Z"}, 409, "taken"),
        ({"starts_at": "2090-07-04T08:00:00Z", "ends_at": "2090-07-04T12:00:00Z"}, 409, "taken"),
        ({"starts_at": "2090-07-07T09:00:00Z", "ends_at": "2090-07-07T10:00:00Z"}, 422, "edition"),
        ({"ends_at": "2090-07-04T08:00:00Z"}, 422, "before-start"),
        ({"stage_id": str(uuid.uuid4())}, 422, "another-edition"),
        ({"proposal_id": str(uuid.uuid4())}, 422, "another-edition"),
        ({"title": " "}, 422, "invalid"),
        ({"starts_at": "2090-07-04T09:30:00"}, 422, "invalid"),
        ({"stage_id": None}, 422, "placed-in-part"),
        ({"presenters": [""]}, 422, "invalid"),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    organiser: Organiser, change: dict[str, Any], status: int, kind: str
) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    answer = organiser.post(f"/editions/{edition['id']}/sessions", session_data(edition) | change)
    assert answer.status_code == status
    assert answer.json["type"].endswith(kind)
    assert len(organiser.get(f"/editions/{edition['id']}/sessions").json["items"]) == 1


def test_who_is_on_the_stage_is_said(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    answer = organiser.post(f"/editions/{edition['id']}/sessions", session_data(edition))
    expected = "“Warmer homes” is on Main stage from 10am to 10:45am."
    assert answer.json["detail"].startswith(expected)


def test_sessions_may_touch_and_stages_run_side_by_side(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    after = {"starts_at": "2090-07-04T09:45:00Z", "ends_at": "2090-07-04T10:00:00Z"}
    organiser.session(edition, title="After", **after)
    organiser.session(edition, 1, title="Beside")
    listed = organiser.get(f"/editions/{edition['id']}/sessions?limit=2").json
    assert listed["next"]
    rest = organiser.get(f"/editions/{edition['id']}/sessions?cursor={listed['next']}").json
    assert [item["title"] for item in rest["items"]] == ["After"]


def test_a_proposal_has_one_session_until_that_is_cancelled(organiser: Organiser) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    first = organiser.session(edition, proposal_id=proposal["id"])
    data = session_data(edition, 1, proposal_id=proposal["id"])
    again = organiser.post(f"/editions/{edition['id']}/sessions", data)
    assert again.status_code == 409
    assert again.json["type"].endswith("proposal-scheduled")
    organiser.delete(f"/sessions/{first['id']}", 1)
    assert organiser.session(edition, 1, proposal_id=proposal["id"])


def test_another_editions_proposal_and_stage_are_refused(organiser: Organiser) -> None:
    edition = organiser.edition()
    other = organiser.edition(year=2091, name="Another")
    proposal = propose(organiser, other)
    for wrong in (
        {"proposal_id": proposal["id"]},
        {"stage_id": other["stages"][0]["id"]},
    ):
        data = session_data(edition, **wrong)
        answer = organiser.post(f"/editions/{edition['id']}/sessions", data)
        assert answer.json["type"].endswith("another-edition")


def test_a_session_is_moved_and_changed_by_its_version(organiser: Organiser) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    path = f"/sessions/{planned['id']}"
    stage = edition["stages"][1]
    moved = organiser.change(path, 1, {"stage_id": stage["id"], "themes": ["Homes"]})
    assert moved.json == planned | {
        "stage_id": stage["id"],
        "stage": "Small stage",
        "themes": ["homes"],
        "version": 2,
    }
    assert organiser.change(path, 1, {"title": "Lost"}).status_code == 412
    assert organiser.change(path, None, {"title": "Lost"}).status_code == 428
    assert organiser.delete(path, 1).status_code == 412
    renamed = organiser.change(path, 2, {"title": "Kept", "presenters": ["Ada"]})
    assert (renamed.json["title"], renamed.json["presenters"]) == ("Kept", ["Ada"])


def test_a_move_onto_another_session_is_refused_and_changes_nothing(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    other = organiser.session(edition, 1)
    main = edition["stages"][0]["id"]
    answer = organiser.change(f"/sessions/{other['id']}", 1, {"stage_id": main})
    assert answer.status_code == 409
    assert organiser.get(f"/sessions/{other['id']}").json == other


def test_a_cancelled_session_frees_its_stage_and_stays_as_it_was(organiser: Organiser) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    path = f"/sessions/{planned['id']}"
    assert organiser.delete(path, 1).json["cancelled_at"]
    assert organiser.session(edition)
    answer = organiser.change(path, 2, {"title": "Back"})
    assert answer.json["type"].endswith("session-cancelled")
    assert organiser.delete(path, 2).status_code == 409


def test_proposals_are_listed_by_state_in_pages(organiser: Organiser) -> None:
    edition = organiser.edition()
    made = [propose(organiser, edition, title=f"Proposal {n}") for n in range(3)]
    path = f"/editions/{edition['id']}/proposals"
    first = organiser.get(f"{path}?limit=2&state=received").json
    assert first["items"] == made[:2]
    assert organiser.get(f"{path}?cursor={first['next']}").json["items"] == made[2:]
    assert organiser.get(f"{path}?state=withdrawn").json["items"] == []
    assert organiser.get(f"{path}?state=lost").status_code == 422
    assert organiser.post(path, {"title": "x"}).json["errors"] == [
        {"pointer": "/organisation_name", "message": "Enter the organisation"}
    ]


def test_scheduling_with_one_key_twice_schedules_once(organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/editions/{edition['id']}/sessions"
    first = organiser.post(path, session_data(edition), Idempotency_Key="k")
    again = organiser.post(path, session_data(edition), Idempotency_Key="k")
    assert (again.status_code, again.json) == (201, first.json)


def test_an_edition_has_a_bounded_programme(
    organiser: Organiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.events.programme.actions.sessions.MAX_SESSIONS", 1)
    edition = organiser.edition()
    organiser.session(edition)
    answer = organiser.post(f"/editions/{edition['id']}/sessions", session_data(edition, 1))
    assert answer.json["detail"] == "An edition has at most 1 sessions."
