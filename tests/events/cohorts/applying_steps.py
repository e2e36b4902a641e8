"""What an applicant does, for tests: begin, read the letter, fill the form in."""

from __future__ import annotations

import re
from typing import Any

from tests.events.conftest import Browser, published

Json = dict[str, Any]


def letters(kind: str) -> list[Json]:
    """The letters of a kind that were written, in order."""
    return [e.body for e in published("events.letter.written.v1") if e.body["kind"] == kind]


def link_of(kind: str, nth: int = -1) -> str:
    """The address in the last letter of a kind."""
    found = re.search(r"http://localhost:8000(\S+)", letters(kind)[nth]["text"])
    assert found
    return found[1]


def begin(visitor: Browser, cohort: Json, **other: str) -> str:
    """Ask for a form and return its address."""
    form = {"name": "Ada Applicant", "email": "ada@leeds.example", "council": "Leeds City Council"}
    answer = visitor.post(f"/events/cohorts/{cohort['slug']}/apply", form | other)
    assert answer.status_code == 303, answer.text
    return link_of("application-link")


def filled(version: int | str, **other: Any) -> Json:
    """A complete form."""
    return {
        "version": str(version),
        "contact_name": "Ada Applicant",
        "council": "Leeds City Council",
        "partners": "York City Council\n",
        "team": "Sam Carer | Head of care\nTo Be Found\n",
        "seats_least": "1",
        "seats_most": "2",
        "statement": "People wait too long.",
        "affected": "Carers.",
        "outcomes": "Shorter waits.",
        "issues": ["homelessness"],
        "answer-who-will-give-their-time": "We all.",
        "commitments": ["framing", "prototyping"],
        "sponsor_name": "Sid Sponsor",
        "sponsor_email": "sid@leeds.example",
    } | other
