"""A cohort's project becomes a draft, with what shows its outcome."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.catalogue.innovations.test_messages import drafts, receive, showcased

PROJECT_ID = uuid.uuid4()


def completed(version: int = 1, **changes: Any) -> None:
    """Say that a project is done."""
    data = {
        "project_id": str(PROJECT_ID),
        "cohort_id": str(uuid.uuid4()),
        "cohort_name": "North East 2026",
        "scheme_name": "Design in the Public Sector",
        "title": f"Shorter waits, told {version}",
        "summary": "We asked carers.",
        "outcome": "A week.",
        "evidence": ["Users met: Notes of ten talks"],
        "organisation_id": None,
        "organisation_name": "Gateshead Council",
        "themes": ["adult-social-care"],
        "completed_on": "2026-12-01",
    }
    receive("events.project.completed.v1", PROJECT_ID, version, data | changes)


@pytest.mark.usefixtures("register")
def test_a_project_becomes_a_draft_of_its_council_with_its_evidence() -> None:
    completed()
    [draft] = drafts()
    assert (draft.state, draft.source, draft.source_id) == ("draft", "project", str(PROJECT_ID))
    assert (draft.title, draft.year) == ("Shorter waits, told 1", 2026)
    for said in (
        "We asked carers.",
        "A week.",
        "- Users met: Notes of ten talks",
        "North East 2026",
    ):
        assert said in draft.summary
    assert draft.organisation_id is not None


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_projects_told_again_and_in_any_order_are_one_draft_of_the_last_word(
    client: FlaskClient, order: tuple[int, ...]
) -> None:
    for version in (*order, *order):
        completed(version, evidence=[])
    showcased(session_id=PROJECT_ID)  # another source, though its id is the same
    stories = [draft for draft in drafts() if draft.source == "project"]
    assert [draft.title for draft in stories] == ["Shorter waits, told 3"]
    assert len(drafts()) == 2
