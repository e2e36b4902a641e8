"""Applications that come in a spreadsheet."""

from __future__ import annotations

import io
import uuid
from typing import Any

from services.events.applications.actions import match_councils
from services.events.applications.queries import list_candidates
from services.events.applications.tasks import match
from services.events.database import database
from shared.register import load_register
from tests.events.cohorts.conftest import HEADER, bring_in
from tests.events.conftest import Organiser
from tests.events.organisations.telling import tell_councils

Json = dict[str, Any]


def listed(organiser: Organiser, cohort: Json, query: str = "") -> list[Json]:
    """A cohort's applications."""
    answer = organiser.get(f"/cohorts/{cohort['id']}/applications{query}")
    assert answer.status_code == 200, answer.json
    items: list[Json] = answer.json["items"]
    return items


def test_a_row_becomes_an_application_of_its_councils(organiser: Organiser, cohort: Json) -> None:
    tell_councils()
    done = bring_in(
        cohort["id"],
        HEADER + "A1,Cornwall Council,Plymouth City Council; Devon CC,"
        "Adult social care;homelessness,2,3,71.5\n",
    )
    assert (done.state, done.created, done.rejected) == ("done", 1, 0), done.errors
    [found] = listed(organiser, cohort)
    assert [c["name"] for c in found["councils"]] == [
        "Cornwall Council", "Plymouth City Council", "Devon CC",
    ]  # fmt: skip
    assert all(c["organisation_id"] for c in found["councils"])
    assert found["issues"] == ["adult-social-care", "homelessness"]
    assert (found["seats_least"], found["seats_most"], found["score"]) == (2, 3, 71.5)
    assert found["state"] == "submitted"
    with database.reading() as session:
        [candidate] = list_candidates(session, uuid.UUID(cohort["id"]))
    assert candidate.councils[0].region == "South West"
    assert candidate.councils[2].kind == "county"


def test_what_cannot_be_is_rejected_with_its_row_and_the_rest_comes_in(
    organiser: Organiser, cohort: Json
) -> None:
    tell_councils()
    partners = ";".join(f"Council {n}" for n in range(9))
    done = bring_in(
        cohort["id"],
        HEADER
        + "A1,Leeds City Council,,,,,\n"
        + "A1,Leeds City Council,,,,,\n"
        + "A2,,,,,,\n"
        + "A3,Leeds City Council,,,x,,\n"
        + "A4,Leeds City Council,,,3,2,\n"
        + "A5,Leeds City Council,,,,,nan\n"
        + f"A6,Leeds City Council,{partners},,,,\n"
        + ",Leeds City Council,,,,,\n",
    )
    assert (done.created, done.rejected) == (1, 7)
    assert [(e["row"], e["field"]) for e in done.errors] == [
        (3, "reference"), (4, "council"), (5, "seats_least"), (6, "seats_most"),
        (7, "score"), (8, "partners"), (9, "reference"),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing_and_a_changed_row_only_itself(
    organiser: Organiser, cohort: Json
) -> None:
    tell_councils()
    rows = HEADER + "A1,Leeds City Council,,homelessness,,,10\nA2,York City Council,,,,,20\n"
    assert bring_in(cohort["id"], rows).created == 2
    assert bring_in(cohort["id"], rows).unchanged == 2
    again = bring_in(
        cohort["id"], HEADER + "A1,Leeds City Council,,,,,11\nA2,York City Council,,,,,\n"
    )
    assert (again.updated, again.unchanged) == (1, 1)
    first, second = sorted(listed(organiser, cohort), key=lambda a: str(a["reference"]))
    assert (first["score"], first["issues"], first["version"]) == (11, ["homelessness"], 2)
    assert second["score"] == 20


def test_a_council_we_do_not_know_is_kept_listed_and_found_when_the_register_tells_of_it(
    organiser: Organiser, cohort: Json
) -> None:
    done = bring_in(cohort["id"], HEADER + "A1,Leeds City Council,Wakefield Friends,whales,,,\n")
    assert done.created == 1
    assert {note["field"] for note in done.notes} == {"council", "issues"}
    [found] = listed(organiser, cohort, "?unmatched=true")
    assert found["unmatched"] == ["Leeds City Council", "Wakefield Friends"]
    assert found["issues"] == ["whales"]
    tell_councils(c for c in load_register().councils if c.name == "Leeds City Council")
    assert match_councils() == 1
    match()
    assert listed(organiser, cohort)[0]["unmatched"] == ["Wakefield Friends"]
    fixed = organiser.change(f"/applications/{found['id']}", 1, {"partners": []})
    assert fixed.json["unmatched"] == []
    assert match_councils() == 0
    assert listed(organiser, cohort, "?unmatched=true") == []


def test_a_file_is_checked_without_a_trace_and_needs_its_cohort(
    organiser: Organiser, cohort: Json
) -> None:
    rows = HEADER + "A1,Leeds City Council,,,,,\n"
    assert bring_in(cohort["id"], rows, dry_run=True).created == 1
    assert listed(organiser, cohort) == []
    assert bring_in(uuid.uuid4(), rows).state == "failed"

    def send(**form: str) -> Any:
        file = (io.BytesIO(rows.encode()), "a.csv")
        return organiser.client.post(
            "/events/api/imports", data={"file": file, **form}, headers=organiser.headers
        )

    without = send(kind="applications")
    assert without.status_code == 422
    assert without.json["errors"][0]["pointer"] == "/cohort"
    strange = send(kind="applications", cohort=cohort["id"], edition=cohort["id"])
    assert strange.json["errors"][0]["pointer"] == "/edition"
    taken = send(kind="applications", cohort=cohort["id"])
    assert taken.status_code == 202


def test_an_organiser_enters_and_corrects_an_application(
    organiser: Organiser, cohort: Json
) -> None:
    tell_councils()
    path = f"/cohorts/{cohort['id']}/applications"
    fields = {"council": "Exeter City Council", "reference": "E1", "issues": ["Homelessness"]}
    made = organiser.post(path, fields)
    assert made.status_code == 201, made.json
    assert made.json["council"] == "Exeter City Council"
    assert organiser.post(path, fields).status_code == 409
    wrong = organiser.post(path, {"council": "Exeter", "issues": ["whales"]})
    assert wrong.json["errors"][0]["pointer"] == "/issues"
    minted = organiser.post(path, {"council": "Torbay Council"}).json
    assert len(minted["reference"]) == 8
    address = f"/applications/{made.json['id']}"
    change = {"score": 5, "state": "withdrawn", "seats_least": 2, "seats_most": 2}
    changed = organiser.change(address, 1, change).json
    assert (changed["score"], changed["state"]) == (5, "withdrawn")
    assert organiser.change(address, 2, {"seats_least": 3}).status_code == 422
    assert [a["reference"] for a in listed(organiser, cohort, "?state=submitted")] == [
        minted["reference"]
    ]
    assert organiser.get(address).headers["ETag"] == '"2"'
    assert organiser.get("/applications/00000000-0000-0000-0000-000000000000").status_code == 404
