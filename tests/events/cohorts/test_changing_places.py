"""After the decision: a place is taken back with its reason, a free one is given, never too many."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.database import database
from services.events.places.actions import add_place, withdraw_place
from services.events.projects.actions import remind_owners, start_projects
from services.events.projects.queries import list_course, list_people
from shared.refusals import Refusal
from tests.events.cohorts.applying_steps import letters
from tests.events.cohorts.deciding_steps import closed_cohort, decide, offers, places
from tests.events.conftest import Browser, Organiser
from tests.events.integration.test_races import race

Json = dict[str, Any]
HOME = "http://localhost:8000"
LEEDS, YORK, HULL = "Leeds City Council", "York Council", "Hull Council"
SMALL = {"seats": 2, "councils_least": 1, "councils_most": 2, "seats_most": 2}


def states(organiser: Organiser, cohort: Json) -> dict[str, str]:
    """Each council's state."""
    return {council: place["state"] for council, place in places(organiser, cohort).items()}


def test_a_withdrawn_place_is_explained_and_its_seats_go_to_the_reserve(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK], **SMALL)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [ids[YORK]])
    link = f"/events/places/{offers()[LEEDS]}"
    visitor.post(link, {"answer": "accept"})
    visitor.send(f"{link}/people", visitor.token(link), {"people": "Sam Carer"})
    assert start_projects(HOME, "secret") == 1
    place = places(organiser, cohort)[LEEDS]["id"]
    path = f"/cohorts/{cohort['id']}/places/{place}/withdrawal"
    assert organiser.post(path, {"reason": " "}).status_code == 422
    answer = organiser.post(path, {"reason": "Your sponsor has left."})
    assert (answer.status_code, answer.json["withdrawn_by_name"]) == (201, "Test Person")
    assert organiser.post(path, {"reason": "Again"}).status_code == 409
    assert states(organiser, cohort) == {LEEDS: "withdrawn", YORK: "offered"}
    [letter] = letters("place-withdrawn")
    assert "Your sponsor has left." in letter["text"]
    assert "Your sponsor has left." in visitor.get(link).text
    late = dt.datetime(2090, 12, 1, tzinfo=dt.UTC)
    with database.reading() as session:
        assert list_course(session, late, uuid.UUID(cohort["id"])) == []
        assert list_people(session, uuid.UUID(cohort["id"])) == []
    assert remind_owners(HOME, "secret", late) == 0
    strange = f"/cohorts/{cohort['id']}/places/{uuid.uuid4()}/withdrawal"
    assert organiser.post(strange, {"reason": "x"}).status_code == 404


def test_a_place_is_given_again_with_a_letter_of_its_own(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK, HULL], **SMALL)
    path = f"/cohorts/{cohort['id']}/places"
    early = organiser.post(path, {"application_id": ids[LEEDS], "seats": 1})
    assert early.status_code == 409
    decide(organiser, cohort, {ids[LEEDS]: 1}, [])
    first = offers()[LEEDS]
    visitor.post(f"/events/places/{first}", {"answer": "decline"})

    def add(council: str, seats: int) -> int:
        fields = {"application_id": ids[council], "seats": seats}
        return organiser.post(path, fields).status_code

    assert add(LEEDS, 3) == 422
    assert add(LEEDS, 1) == 201
    assert add(LEEDS, 1) == 422
    assert add(YORK, 2) == 422
    assert add(YORK, 1) == 201
    assert add(HULL, 1) == 422
    strange = organiser.post(path, {"application_id": str(uuid.uuid4()), "seats": 1})
    assert strange.status_code == 422
    sent = [x for x in letters("place-offered") if LEEDS in x["text"]]
    assert len({x["letter_id"] for x in sent}) == 2
    assert visitor.get(f"/events/places/{first}").status_code == 404
    visitor.post(f"/events/places/{offers()[LEEDS]}", {"answer": "accept"})
    assert states(organiser, cohort) == {LEEDS: "accepted", YORK: "offered"}


def test_a_cohort_gets_no_more_councils_than_it_may_have(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    limits = SMALL | {"councils_most": 1}
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK], **limits)
    decide(organiser, cohort, {ids[LEEDS]: 1}, [])
    fields = {"application_id": ids[YORK], "seats": 1}
    refused = organiser.post(f"/cohorts/{cohort['id']}/places", fields)
    assert refused.status_code == 422
    assert "at most 1 councils" in refused.json["detail"]


def test_the_last_seat_is_given_once_whoever_withdraws_and_adds_at_once(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    names = [f"Council {n}" for n in range(6)]
    cohort, ids = closed_cohort(
        organiser, visitor, scheme, names, seats=2, councils_least=1, councils_most=6, seats_most=2
    )
    decide(organiser, cohort, {ids[names[0]]: 1}, [ids[names[5]]])
    cohort_id, now = uuid.UUID(cohort["id"]), dt.datetime.now(dt.UTC)
    place_id = uuid.UUID(places(organiser, cohort)[names[0]]["id"])
    adding: list[Any] = [
        lambda n=n: add_place(cohort_id, uuid.UUID(ids[n]), 1, public_url=HOME, now=now)
        for n in names[1:5]
    ]
    withdrawing: list[Any] = [
        lambda: withdraw_place(cohort_id, place_id, "x", by_name="O", public_url=HOME, now=now)
    ] * 2
    results = race([*adding, *withdrawing])
    assert all(not isinstance(r, Exception) or isinstance(r, Refusal) for r in results)
    assert sum(isinstance(r, Refusal) for r in results[4:]) == 1
    held = [p for p in places(organiser, cohort).values() if p["state"] in {"offered", "accepted"}]
    assert sum(p["seats"] for p in held) == 2
    assert len(letters("place-withdrawn")) == 1


def test_places_change_in_the_browser(
    organiser: Organiser, browser: Browser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK], **SMALL)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [])
    here = f"/events/cohorts/{cohort['slug']}/places"
    token = browser.token(here)
    nobody = browser.send(f"{here}/withdrawals", token, {"place_id": "", "reason": "x"})
    assert (nobody.status_code, 'href="#place_id"' in nobody.text) == (422, True)
    place = places(organiser, cohort)[LEEDS]["id"]
    silent = browser.send(f"{here}/withdrawals", token, {"place_id": place, "reason": ""})
    assert (silent.status_code, 'href="#reason"' in silent.text) == (422, True)
    done = browser.send(f"{here}/withdrawals", token, {"place_id": place, "reason": "No time."})
    assert done.status_code == 303
    assert ": No time." in browser.get(here).text
    unnamed = browser.send(here, token, {"application_id": "", "seats": "1"})
    assert (unnamed.status_code, 'href="#application_id"' in unnamed.text) == (422, True)
    many = browser.send(here, token, {"application_id": ids[YORK], "seats": "3"})
    assert (many.status_code, 'href="#seats"' in many.text) == (422, True)
    added = browser.send(here, token, {"application_id": ids[YORK], "seats": "2"})
    assert added.status_code == 303
    assert states(organiser, cohort) == {LEEDS: "withdrawn", YORK: "offered"}
    assert "Offer another place" not in browser.get(here).text
