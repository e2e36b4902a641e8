"""Spreadsheets of proposals."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest

from services.events.database import database
from services.events.imports.actions import IMPORTERS
from services.events.imports.tasks import find_imports
from shared.imports import run_import
from tests.events.conftest import Browser, Organiser

HEADER = (
    "reference,title,abstract,format,theme,organisation,organisation_kind,people,score,"
    "duration_minutes,expected_audience,available"
)
FULL = (
    "P1,Warmer homes,400 homes.,Launch panel,Homes,Leeds,council,"
    "Ada Okafor|chair;Ben Shaw|panellist,4.5,60,120,2090-07-04 09:00-12:30"
)
LEAST = "P2,Drones,,,,Kent Fire and Rescue Service,,,,,,"


def send(organiser: Organiser, edition: str, *rows: str, **form: str) -> Any:
    """Send a file and let the worker take it."""
    content = "\n".join([HEADER, *rows]).encode()
    answer = organiser.client.post(
        "/events/api/imports",
        data={
            "kind": "proposals",
            "edition": edition,
            "file": (io.BytesIO(content), "proposals.csv"),
            **form,
        },
        headers=organiser.headers,
    )
    if answer.status_code != 202:
        return answer.json
    run_import(database, IMPORTERS, uuid.UUID(answer.json["id"]))
    return organiser.get(f"/imports/{answer.json['id']}").json


def proposals(organiser: Organiser, edition: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = organiser.get(f"/editions/{edition['id']}/proposals").json[
        "items"
    ]
    return items


def figures(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[n] for n in ("rows", "created", "updated", "unchanged", "rejected"))


def test_a_spreadsheet_becomes_proposals(organiser: Organiser) -> None:
    edition = organiser.edition()
    report = send(organiser, edition["id"], FULL, LEAST)
    assert figures(report) == (2, 2, 0, 0, 0), report
    full, least = proposals(organiser, edition)
    assert full["reference"] == "P1"
    assert full["source"] == "import"
    assert full["state"] == "received"
    assert full["format"] == "launch_panel"
    assert full["themes"] == ["housing"], "the edition's theme, by its label"
    assert full["organisation_name"] == "Leeds"
    assert full["organisation_id"] is not None
    assert full["region"] == "Yorkshire and The Humber"
    assert (full["score"], full["duration_minutes"], full["expected_audience"]) == (4.5, 60, 120)
    assert [(p["name"], p["role"]) for p in full["people"]] == [
        ("Ada Okafor", "chair"),
        ("Ben Shaw", "panellist"),
    ]
    assert full["available"] == [
        {"starts": "2090-07-04T08:00:00+00:00", "ends": "2090-07-04T11:30:00+00:00"}
    ]
    assert least["format"] == "talk"
    assert least["organisation_kind"] == "emergency_service"
    assert (least["score"], least["duration_minutes"], least["available"]) == (None, 30, [])


def test_the_same_file_again_changes_nothing_and_a_changed_row_only_its_own(
    organiser: Organiser,
) -> None:
    edition = organiser.edition()
    send(organiser, edition["id"], FULL, LEAST)
    before = proposals(organiser, edition)
    assert figures(send(organiser, edition["slug"], FULL, LEAST)) == (2, 0, 0, 2, 0)
    assert proposals(organiser, edition) == before
    changed = LEAST.replace("Drones", "Drones at night")
    assert figures(send(organiser, edition["id"], FULL, changed)) == (2, 0, 1, 1, 0)
    assert proposals(organiser, edition)[1]["title"] == "Drones at night"


def test_what_people_wrote_since_survives_the_same_file(organiser: Organiser) -> None:
    edition = organiser.edition()
    send(organiser, edition["id"], FULL)
    [made] = proposals(organiser, edition)
    changed = organiser.change(f"/proposals/{made['id']}", 1, {"title": "By hand"})
    assert changed.status_code == 200, changed.json
    send(organiser, edition["id"], FULL)
    assert proposals(organiser, edition)[0]["title"] == "By hand"


def test_a_check_only_leaves_nothing_behind(organiser: Organiser) -> None:
    edition = organiser.edition()
    assert figures(send(organiser, edition["id"], FULL, dry_run="true")) == (1, 1, 0, 0, 0)
    assert proposals(organiser, edition) == []


def test_two_editions_may_use_the_same_references(organiser: Organiser) -> None:
    edition = organiser.edition()
    other = organiser.edition(year=2091, name="Another")
    send(organiser, edition["id"], FULL)
    assert figures(send(organiser, other["id"], FULL)) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",Title,,,,Leeds,,,,,,", "reference"),
        ("P9,,,,,Leeds,,,,,,", "title"),
        ("P9,Title,,,,,,,,,,", "organisation"),
        ("P9,Title,,opera,,Leeds,,,,,,", "format"),
        ("P9,Title,,,,Leeds,circus,,,,,", "organisation_kind"),
        ("P9,Title,,,,Leeds,,Ada|king,,,,", "people"),
        ("P9,Title,,,,Leeds,,,good,,,", "score"),
        ("P9,Title,,,,Leeds,,,-1,,,", "score"),
        ("P9,Title,,,,Leeds,,,nan,,,", "score"),
        ("P9,Title,,,,Leeds,,,,long,,", "duration_minutes"),
        ("P9,Title,,,,Leeds,,,,2.5,,", "duration_minutes"),
        ("P9,Title,,,,Leeds,,,,4000,,", "duration_minutes"),
        ("P9,Title,,,,Leeds,,,,,-4,", "expected_audience"),
        ("P9,Title,,,,Leeds,,,,,,tomorrow", "available"),
        (f"P9,{'x' * 201},,,,Leeds,,,,,,", "title"),
        (f"P9,Title,{'x' * 10_001},,,Leeds,,,,,,", "abstract"),
        ("P1,Again,,,,Leeds,,,,,,", "reference"),
    ],
)
def test_a_row_that_cannot_be_is_told_and_the_others_come_in(
    organiser: Organiser, row: str, field: str
) -> None:
    edition = organiser.edition()
    report = send(organiser, edition["id"], FULL, row)
    assert figures(report) == (2, 1, 0, 0, 1)
    assert [(e["row"], e["field"]) for e in report["errors"]] == [(3, field)]


def test_a_name_that_means_several_councils_is_noted(organiser: Organiser) -> None:
    edition = organiser.edition()
    report = send(organiser, edition["id"], "P1,Title,,,,Newcastle Council,,,,,,")
    assert report["created"] == 1
    [note] = [n for n in report["notes"] if n["field"] == "organisation"]
    assert "Newcastle" in note["message"]


@pytest.mark.parametrize("edition", ["", "nothing-2099", str(uuid.UUID(int=5))])
def test_an_edition_that_is_not_there_is_refused(organiser: Organiser, edition: str) -> None:
    organiser.edition()
    answer = send(organiser, edition, FULL)
    assert answer["errors"][0]["pointer"] == "/edition"


def test_a_lost_wake_up_is_made_good_by_the_tick(organiser: Organiser) -> None:
    edition = organiser.edition()
    content = f"{HEADER}\n{FULL}".encode()
    form = {"kind": "proposals", "edition": edition["slug"]}
    organiser.client.post(
        "/events/api/imports",
        data=form | {"file": (io.BytesIO(content), "p.csv")},
        headers=organiser.headers,
    )
    find_imports()
    assert len(proposals(organiser, edition)) == 1


def test_an_organiser_imports_in_the_browser(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    page = browser.get("/events/imports/").text
    assert "Proposals" in page
    content = f"{HEADER}\n{FULL}".encode()
    sent = browser.post(
        "/events/imports/",
        {
            "kind": "proposals",
            "edition": edition["slug"],
            "file": (io.BytesIO(content), "proposals.csv"),
        },
    )
    assert sent.status_code == 303
    find_imports()
    assert "Created" in browser.get(sent.headers["Location"]).text
    assert len(proposals(organiser, edition)) == 1
