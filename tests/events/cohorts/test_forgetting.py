"""Somebody who asks to be forgotten leaves no name in a cohort; what was reached stays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from services.events.database import database
from services.events.projects.tasks import start
from services.events.upkeep.actions import forget_people
from tests.events.cohorts.applying_steps import link_of
from tests.events.cohorts.deciding_steps import closed_cohort, decide, offers
from tests.events.conftest import Browser, Organiser, published

Json = dict[str, Any]
LEEDS = "Leeds City Council"
_TABLES = ("applications", "panel_members", "scores", "participants", "projects", "milestones")


def held() -> str:
    """Everything the cohorts' tables say."""
    with database.reading() as session:
        rows = [
            row
            for name in _TABLES
            for row in session.scalars(text(f"SELECT {name}::text FROM {name}")).all()
        ]
    return " ".join(rows)


def test_nobody_who_is_forgotten_is_named_and_their_scores_count_on(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(
        organiser,
        visitor,
        scheme,
        [LEEDS],
        seats=2,
        councils_least=1,
        councils_most=1,
        seats_most=2,
    )
    member = {"name": "Pat Panel", "email": "pat@panel.example"}
    organiser.post(f"/cohorts/{cohort['id']}/panel-members", member)
    scoring = link_of("panel-asked")
    points = {"points-clear-challenge": "5", "points-commitment": "5", "comment": "Pat likes it"}
    visitor.post(f"{scoring}/applications/{ids[LEEDS]}", points)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [])
    place = f"/events/places/{offers()[LEEDS]}"
    visitor.post(place, {"answer": "accept"})
    people = {"people": "Kim Young | Officer | kim@leeds.example"}
    visitor.send(f"{place}/people", visitor.token(place), people)
    start()
    names = ("Ada Applicant", "Sid Sponsor", "Pat Panel", "Pat likes it", "Kim Young")
    assert [name for name in names if name not in held()] == []
    persons = [e.body["person_id"] for e in published("events.person.offered.v1")]
    for _ in range(2):
        with database.transaction() as session:
            forget_people(session, persons)
    assert not [name for name in names if name in held()]
    assert visitor.get(scoring).status_code == 404
    [result] = organiser.get(f"/cohorts/{cohort['id']}/scores").json["items"]
    assert (result["scores"], result["mean"]) == (1, 100)
