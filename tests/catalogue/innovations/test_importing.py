"""Spreadsheets of innovations: what each row becomes, and what a second import does."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.catalogue.database import database
from services.catalogue.innovations.models import Innovation, InnovationChange
from services.catalogue.organisations.actions import add_organisation
from shared.auth.tokens import Role
from shared.bus.models import OutboxEntry
from shared.register import Kind
from tests.catalogue.conftest import NOW, Submit
from tests.catalogue.importing import counts, import_file

Bearer = Callable[..., dict[str, str]]
HEADER = ("reference", "title", "organisation", "region", "year", "themes", "summary", "link")
GOOD = {
    "reference": "C1",
    "title": "Rain gardens",
    "organisation": "Essex CC",
    "year": "2023",
    "themes": "Flooding; environment",
    "summary": "Less water in the streets.",
    "link": "https://www.example.gov.uk/",
}


def sheet(*rows: dict[str, str]) -> str:
    """Rows as a CSV file."""
    file = io.StringIO()
    writer = csv.DictWriter(file, HEADER, restval="")
    writer.writeheader()
    writer.writerows(GOOD | row for row in rows)
    return file.getvalue()


def entries() -> Sequence[Innovation]:
    """All innovations by their reference."""
    with database.reading() as session:
        return session.scalars(select(Innovation).order_by(Innovation.reference)).all()


def published_messages() -> int:
    """How many messages about innovations were written."""
    with database.reading() as session:
        query = select(func.count()).where(OutboxEntry.type.startswith("catalogue.innovation."))
        return session.scalar(query) or 0


@pytest.fixture
def bring(client: FlaskClient, bearer: Bearer, register: None) -> Callable[..., dict[str, Any]]:
    """Return a function that imports rows as a reviewer."""
    headers = bearer(Role.REVIEWER)

    def run(*rows: dict[str, str], **options: str) -> dict[str, Any]:
        return import_file(client, headers, "innovations", sheet(*rows), **options)

    return run


Bring = Callable[..., dict[str, Any]]


def test_a_row_becomes_a_draft_of_its_council(bring: Bring) -> None:
    body = bring({}, {"reference": "C2", "organisation": "Estuary Festival", "region": "Scotland"})
    assert (body["state"], body["rows"], counts(body)) == ("done", 2, {"created": 2})
    assert [(n["row"], n["field"]) for n in body["notes"]] == [(3, "region"), (3, "organisation")]
    first, second = entries()
    assert (first.state, first.source, first.year) == ("draft", "import", 2023)
    assert first.themes == ["flooding", "environment"]
    assert first.slug == "rain-gardens-c1"
    assert first.organisation_name == "Essex CC"
    assert first.organisation_id is not None
    assert (second.organisation_id, second.region) == (None, "Scotland")
    assert published_messages() == 0


def test_every_fault_of_a_row_is_reported_and_the_others_come_in(bring: Bring) -> None:
    body = bring(
        {"title": "", "year": "soon", "link": "ftp://x"},
        {"reference": "c1", "title": "x" * 201},
        {"reference": "", "summary": ""},
        {"reference": "IZ-9"},
        {"reference": "-", "year": "3000", "themes": ";".join(f"theme {n}" for n in range(16))},
        {"reference": "C" * 41, "themes": "t" * 61},
        {"reference": "C7"},
    )
    assert counts(body) == {"created": 1, "rejected": 6}
    assert [(e["row"], e["field"]) for e in body["errors"]] == [
        *((2, field) for field in ("title", "year", "link")),
        *((3, field) for field in ("reference", "title")),
        *((4, field) for field in ("reference", "summary")),
        (5, "reference"),
        *((6, field) for field in ("reference", "year", "themes")),
        *((7, field) for field in ("reference", "themes")),
    ]
    assert "already used in row 2" in body["errors"][3]["message"]


def test_a_second_import_changes_nothing_and_sends_nothing(bring: Bring) -> None:
    rows = ({}, {"reference": "C2", "organisation": "Estuary Festival"})
    assert counts(bring(*rows, publish="true")) == {"created": 2}
    assert published_messages() == 2
    assert counts(bring(*rows, publish="true")) == {"unchanged": 2}
    assert published_messages() == 2
    assert {entry.state for entry in entries()} == {"published"}


def test_only_rows_that_say_something_new_change_their_entry(bring: Bring) -> None:
    bring({}, {"reference": "C2"}, publish="true")
    body = bring({}, {"reference": "C2", "title": "Rain gardens again", "organisation": "Kent CC"})
    assert counts(body) == {"unchanged": 1, "updated": 1}
    assert published_messages() == 3
    _, second = entries()
    assert (second.version, second.slug) == (2, "rain-gardens-c2")
    assert second.title == "Rain gardens again"


def test_drafts_are_published_by_a_later_import_that_says_so(bring: Bring) -> None:
    bring({})
    assert counts(bring({}, publish="true")) == {"updated": 1}
    assert [entry.state for entry in entries()] == ["published"]


def test_what_people_edited_outlives_the_same_file(
    bring: Bring, client: FlaskClient, bearer: Bearer
) -> None:
    bring({})
    [entry] = entries()
    headers = bearer(Role.REVIEWER) | {"If-Match": '"1"'}
    client.patch(
        f"/catalogue/api/innovations/{entry.id}", json={"title": "Better"}, headers=headers
    )
    assert counts(bring({})) == {"unchanged": 1}
    assert entries()[0].title == "Better"
    assert counts(bring({"title": "Newest"})) == {"updated": 1}
    assert entries()[0].title == "Newest"


def test_an_entry_finds_its_organisation_once_that_is_known(bring: Bring) -> None:
    bring({"organisation": "Citizens UK"}, publish="true")
    body = add_organisation("Citizens UK", Kind.CHARITY, None, NOW)
    assert counts(bring({"organisation": "Citizens UK"})) == {"updated": 1}
    assert entries()[0].organisation_id == body.id
    assert counts(bring({"organisation": "Citizens UK"})) == {"unchanged": 1}


def test_a_withdrawn_entry_stays_withdrawn(
    bring: Bring, client: FlaskClient, bearer: Bearer
) -> None:
    bring({}, publish="true")
    address = f"/catalogue/api/innovations/{entries()[0].id}/withdrawal"
    client.post(address, headers=bearer(Role.REVIEWER))
    assert counts(bring({"title": "New"}, publish="true")) == {"updated": 1}
    assert entries()[0].state == "withdrawn"


def test_a_submission_can_be_mended_by_its_reference(bring: Bring, submit: Submit) -> None:
    made = submit("Rain gardens", organisation="Essex CC")
    assert counts(bring({"reference": made.reference})) == {"updated": 1}
    assert counts(bring({"reference": made.reference})) == {"unchanged": 1}
    assert entries()[0].source == "submission"


def test_two_entries_of_one_title_have_two_addresses(bring: Bring) -> None:
    bring({"reference": "C-1"}, {"reference": "C1"})
    assert {entry.slug for entry in entries()} == {"rain-gardens-c1", "rain-gardens-c1-2"}


def test_a_dry_run_reports_and_leaves_nothing(bring: Bring) -> None:
    assert counts(bring({}, dry_run="true", publish="true")) == {"created": 1}
    assert entries() == []
    assert published_messages() == 0


def test_thousands_of_rows_come_in_at_once(bring: Bring) -> None:
    rows = [{"reference": f"N{n}", "title": f"Innovation {n}"} for n in range(3000)]
    assert counts(bring(*rows, publish="true")) == {"created": 3000}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(InnovationChange)) == 3000


@pytest.mark.real_data
def test_120_real_innovations_come_in_once(
    client: FlaskClient, bearer: Bearer, real_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = bearer(Role.REVIEWER)
    councils = (real_data / "councils.csv").read_bytes()
    rows = (real_data / "innovations-120.csv").read_bytes()
    assert counts(import_file(client, headers, "register", councils)) == {"created": 380}
    first = import_file(client, headers, "innovations", rows, publish="true")
    assert (first["state"], counts(first)) == ("done", {"created": 120})
    with database.reading() as session:
        unmatched = session.scalars(
            select(Innovation.organisation_name)
            .where(Innovation.organisation_id.is_(None))
            .order_by(Innovation.organisation_name)
        ).all()
    with capsys.disabled():
        sys.stdout.write(f"\n{120 - len(unmatched)} of 120 matched; not: {list(unmatched)}\n")
    assert unmatched == [
        "Citizens UK",
        "Estuary Festival",
        "Langport Town Council",
        "Local Government Association",
    ]
    assert published_messages() == 120
    assert counts(import_file(client, headers, "register", councils)) == {"unchanged": 380}
    again = import_file(client, headers, "innovations", rows, publish="true")
    assert counts(again) == {"unchanged": 120}
    assert published_messages() == 120
