"""A timetable over the API: from a spreadsheet's rows to sessions in the programme, and mended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.events.solving.actions import work_on_next
from services.events.solving.gateways.process import SolverProcess
from tests.events.conftest import Json, Organiser
from tests.events.integration.test_proposal_imports import send

STAGES = [{"name": "Main stage", "capacity": 80}, {"name": "Small stage"}]


def rows(count: int) -> list[str]:
    """Proposals of different councils, the first with the best score."""
    return [
        f"P{n},Proposal {n},,Talk,Homes,Council {n},council,Person {n % 4}|presenter,"
        f"{90 - n},45,{20 + n},"
        for n in range(1, count + 1)
    ]


def edition_with(organiser: Organiser, count: int) -> Json:
    """An edition of one day with proposals."""
    day = {"date": "2090-07-04", "opens": "09:00", "closes": "11:00"}
    edition = organiser.edition(ends_on="2090-07-04", days=[day], stages=STAGES)
    if count:
        send(organiser, edition["id"], *rows(count))
    return edition


def solve(organiser: Organiser, edition: Json, **options: Any) -> Json:
    """Start a run, do what a worker does, and read the run."""
    path = f"/editions/{edition['id']}/timetables"
    asked = {"reproducible": True, "effort": 5} | options
    started = organiser.post(path, asked)
    assert started.status_code == 202, started.json
    while work_on_next(SolverProcess(), 60, lambda: dt.datetime.now(dt.UTC)):
        pass
    found: Json = organiser.get(f"{path}/{started.json['number']}").json
    assert found["state"] == "finished", found["error"]
    return found


def put_in(organiser: Organiser, edition: Json, number: int) -> Json:
    """Look at the difference and apply it."""
    path = f"/editions/{edition['id']}/timetables/{number}"
    mark = organiser.get(f"{path}/difference").headers["ETag"]
    answer = organiser.post(f"{path}/application", {}, If_Match=mark)
    assert answer.status_code == 200, answer.json
    applied: Json = answer.json
    return applied


def sessions(organiser: Organiser, edition: Json) -> dict[str, Any]:
    """Where each session is, by its proposal."""
    items = organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    return {s["proposal_id"]: (s["stage_id"], s["starts_at"]) for s in items}


def test_the_best_are_placed_and_the_others_are_told_why(organiser: Organiser) -> None:
    edition = edition_with(organiser, 7)
    found = solve(organiser, edition, max_sessions=3)
    assert (found["status"], found["gap"]) == ("optimal", 0.0)
    assert {row["reference"] for row in found["placed"]} == {"P1", "P2", "P3"}
    assert all(row["day"] == "2090-07-04" for row in found["placed"])
    assert found["placed"][0]["starts"].startswith("2090-07-04T08:00:00")
    assert len(found["unplaced"]) == 4
    assert all("places are taken" in row["why"] for row in found["unplaced"])


def test_applying_makes_sessions_and_a_second_time_nothing(organiser: Organiser) -> None:
    edition = edition_with(organiser, 3)
    number = solve(organiser, edition)["number"]
    applied = put_in(organiser, edition, number)
    assert [change["kind"] for change in applied["changes"]] == ["added"] * 3
    assert len(sessions(organiser, edition)) == 3
    again = organiser.get(f"/editions/{edition['id']}/timetables/{number}/difference").json
    assert (again["changes"], again["unchanged"]) == ([], 3)


def test_applying_on_a_changed_programme_is_refused(organiser: Organiser) -> None:
    edition = edition_with(organiser, 2)
    number = solve(organiser, edition)["number"]
    path = f"/editions/{edition['id']}/timetables/{number}"
    mark = organiser.get(f"{path}/difference").headers["ETag"]
    organiser.session(edition, 1, title="Opening", organisation_name="")
    assert organiser.post(f"{path}/application", {}, If_Match=mark).status_code == 412
    assert organiser.post(f"{path}/application", {}).status_code == 428
    assert len(sessions(organiser, edition)) == 1


def test_a_lost_stage_is_mended_by_moving_only_its_sessions(organiser: Organiser) -> None:
    edition = edition_with(organiser, 3)
    put_in(organiser, edition, solve(organiser, edition)["number"])
    before = sessions(organiser, edition)
    lost = next(iter(before.values()))[0]
    found = solve(organiser, edition, mode="repair", lost_stages=[lost])
    put_in(organiser, edition, found["number"])
    after = sessions(organiser, edition)
    assert all(stage != lost for stage, _ in after.values())
    stayed = {key for key, (stage, _) in before.items() if stage != lost}
    assert all(after.get(key) == before[key] for key in stayed)


def test_a_withdrawal_leaves_the_others_where_they_are(organiser: Organiser) -> None:
    edition = edition_with(organiser, 3)
    put_in(organiser, edition, solve(organiser, edition, max_sessions=2)["number"])
    before = sessions(organiser, edition)
    proposals = organiser.get(f"/editions/{edition['id']}/proposals").json["items"]
    gone = next(p for p in proposals if p["reference"] == "P1")
    from services.events.database import database
    from services.events.proposals.models import Proposal

    with database.transaction() as session:
        row = session.get(Proposal, gone["id"])
        assert row is not None
        row.state = "withdrawn"
    found = solve(organiser, edition, mode="repair", fill=True, max_sessions=2)
    path = f"/editions/{edition['id']}/timetables/{found['number']}/difference"
    kinds = sorted(c["kind"] for c in organiser.get(path).json["changes"])
    assert kinds == ["added", "removed"]
    put_in(organiser, edition, found["number"])
    after = sessions(organiser, edition)
    kept = set(before) & set(after) - {gone["id"]}
    assert kept
    assert all(after[key] == before[key] for key in kept)


def test_pins_that_cannot_all_be_kept_are_named(organiser: Organiser) -> None:
    edition = edition_with(organiser, 2)
    pin = {"starts": "2090-07-04T08:00:00Z", "stage": "Main stage"}
    pins = [{"proposal": key} | pin for key in ("P1", "P2")]
    found = solve(organiser, edition, pins=pins)
    assert found["status"] == "infeasible"
    assert len(found["relaxations"]) == 1
    assert "Do not insist" in found["relaxations"][0]["text"]
    strange = organiser.post(
        f"/editions/{edition['id']}/timetables", {"pins": [{"proposal": "P9"}]}
    )
    assert strange.json["errors"][0]["pointer"] == "/pins/0/proposal"


def test_an_edition_without_proposals_has_an_empty_timetable(organiser: Organiser) -> None:
    found = solve(organiser, edition_with(organiser, 0))
    assert (found["status"], found["placed"], found["unplaced"]) == ("optimal", [], [])
