"""A scheme with cohorts, as organisers set them up."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from services.events.database import database
from services.events.imports.actions import IMPORTERS
from shared.imports import run_import, start_import
from shared.imports.models import Import
from tests.events.conftest import Organiser

Json = dict[str, Any]
HEADER = "reference,council,partners,issues,seats_least,seats_most,score\n"


def scheme_data(**other: Any) -> Json:
    """What an organiser says of a scheme of ninety days."""
    return {
        "name": "Design in the Public Sector",
        "partner": "Design Council",
        "purpose": "Councils learn to design services with the people who use them.",
        "criteria": [{"label": "Clear challenge", "weight": 3}, {"label": "Commitment"}],
        "plan": {
            "length": 90,
            "unit": "days",
            "steps": [
                {"kind": "workshop", "title": "Framing", "day": 0},
                {"kind": "coaching", "title": "Coaching", "day": 10},
                {"kind": "coaching", "title": "Coaching", "day": 20},
                {"kind": "milestone", "title": "Users met", "day": 30},
                {"kind": "workshop", "title": "Prototyping", "day": 40},
                {"kind": "action_learning", "title": "Learning set", "day": 60},
                {"kind": "milestone", "title": "Prototype tried", "day": 75},
                {"kind": "reconvene", "title": "Reconvene", "day": 89},
            ],
        },
        "issues": ["Adult social care", "Homelessness", "Digital inclusion"],
        "questions": ["Who will give their time?"],
    } | other


def cohort_data(scheme: Json, **other: Any) -> Json:
    """What an organiser says of a cohort whose call is open for years."""
    return {
        "scheme_id": scheme["id"],
        "name": "South West 2090",
        "regions": ["South West"],
        "quotas": [{"dimension": "kind", "value": "District council", "least": 1}],
        "starts_on": "2090-09-04",
        "contact_name": "Robin Regional",
        "opens_at": "2020-01-01T09:00:00Z",
        "deadline_at": "2090-06-30T16:00:00Z",
    } | other


def make_scheme(organiser: Organiser, **other: Any) -> Json:
    """Create a scheme."""
    answer = organiser.post("/schemes", scheme_data(**other))
    assert answer.status_code == 201, answer.json
    made: Json = answer.json
    return made


def make_cohort(organiser: Organiser, scheme: Json, **other: Any) -> Json:
    """Create a cohort of a scheme."""
    answer = organiser.post("/cohorts", cohort_data(scheme, **other))
    assert answer.status_code == 201, answer.json
    made: Json = answer.json
    return made


@pytest.fixture
def scheme(organiser: Organiser) -> Json:
    """A scheme of ninety days."""
    return make_scheme(organiser)


@pytest.fixture
def cohort(organiser: Organiser, scheme: Json) -> Json:
    """A cohort with an open call."""
    return make_cohort(organiser, scheme)


def bring_in(cohort_id: uuid.UUID | str, content: str, **options: Any) -> Import:
    """Import a file of applications as the worker does, and return its report."""
    entry = start_import(
        database,
        kind="applications",
        filename="applications.csv",
        content=content.encode(),
        dry_run=options.get("dry_run", False),
        publish=False,
        actor_id=uuid.uuid4(),
        concerns_id=uuid.UUID(str(cohort_id)),
    )
    run_import(database, IMPORTERS, entry.id)
    with database.reading() as session:
        done = session.get(Import, entry.id)
    assert done is not None
    return done


def at(text: str) -> dt.datetime:
    """A moment written in RFC 3339."""
    return dt.datetime.fromisoformat(text)
