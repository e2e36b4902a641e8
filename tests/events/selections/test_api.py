"""A cohort's selection over the API: from the spreadsheet's rows to the audit that runs again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from services.events.cli import commands
from services.events.solving.actions import work_on_next
from services.events.solving.gateways.process import SolverProcess
from shared.auth.tokens import Role
from tests.events.cohorts.conftest import bring_in
from tests.events.conftest import Json, Organiser

HEAD = "reference,council,partners,issues,seats_least,seats_most,score\n"
ROWS = "".join(
    f"R{n},Council number {n},,{'Homelessness' if n % 2 else 'Digital inclusion'},1,{2 + n % 2},{90 - n}\n"
    for n in range(1, 13)
)


def solve_all() -> None:
    """Do what a worker does."""
    while work_on_next(SolverProcess(), 60, lambda: dt.datetime.now(dt.UTC)):
        pass


def select(organiser: Organiser, cohort: Json, **options: Any) -> Json:
    """Start a selection, have it solved, and read it."""
    path = f"/cohorts/{cohort['id']}/selections"
    started = organiser.post(path, options)
    assert started.status_code == 202, started.json
    assert started.json["state"] == "queued"
    assert started.headers["Location"].endswith(f"{path}/{started.json['number']}")
    solve_all()
    found: Json = organiser.get(f"{path}/{started.json['number']}").json
    return found


def test_a_selection_keeps_the_cohorts_limits_and_says_why(
    organiser: Organiser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    found = select(organiser, cohort)
    assert (found["state"], found["status"], found["gap"]) == ("finished", "optimal", 0.0)
    councils = found["councils"]
    assert cohort["councils_least"] <= len(councils) <= cohort["councils_most"]
    assert sum(row["seats"] for row in councils) <= cohort["seats"]
    assert all(row["why"] for row in councils)
    assert len(found["not_selected"]) == 12 - len(councils)
    assert all(row["why_not"] and row["would_change_if"] for row in found["not_selected"])
    assert found["reserves"]
    assert found["alternatives"]


def test_a_pin_by_reference_is_kept_and_a_strange_one_refused(
    organiser: Organiser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    found = select(organiser, cohort, pins=["R12"], excluded=["R1"])
    assert "R12" in {row["reference"] for row in found["councils"]}
    left_out = next(row for row in found["not_selected"] if row["reference"] == "R1")
    assert "by hand" in left_out["why_not"]
    refused = organiser.post(f"/cohorts/{cohort['id']}/selections", {"pins": ["R99"]})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/pins/0"


def test_without_applications_the_limits_to_relax_are_named(
    organiser: Organiser, cohort: Json
) -> None:
    found = select(organiser, cohort)
    assert (found["state"], found["status"], found["objective"]) == ("finished", "infeasible", None)
    assert "fewer than" in found["relaxations"][0]["text"]


def test_an_audit_file_runs_again_to_the_same_bytes(
    organiser: Organiser, cohort: Json, tmp_path: Path
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    number = select(organiser, cohort, seed=5)["number"]
    answer = organiser.get(f"/cohorts/{cohort['id']}/selections/{number}/audit")
    file = tmp_path / "audit.json"
    file.write_bytes(answer.data)
    done = CliRunner().invoke(commands, ["selections", "rerun", str(file)])
    assert done.exit_code == 0, done.output
    assert "byte for byte" in done.output
    file.write_bytes(answer.data.replace(b'"seats":', b'"seats": ', 1))
    assert CliRunner().invoke(commands, ["selections", "rerun", str(file)]).exit_code == 1


def test_the_audit_of_what_has_not_ended_is_refused_and_it_can_be_stopped(
    organiser: Organiser, cohort: Json, bearer: Callable[..., dict[str, str]]
) -> None:
    path = f"/cohorts/{cohort['id']}/selections"
    assert organiser.post(path, {}).status_code == 202
    assert organiser.get(f"{path}/1/audit").status_code == 409
    assert organiser.delete(f"{path}/1", None).json["state"] == "failed"
    assert organiser.delete(f"{path}/1", None).status_code == 409
    assert organiser.get(f"{path}/2").status_code == 404
    assert [item["number"] for item in organiser.get(path).json["items"]] == [1]
    visitor = organiser.client.get(f"/events/api{path}", headers=bearer(Role.REVIEWER))
    assert visitor.status_code == 403
