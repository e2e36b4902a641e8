"""A panel decides, councils answer, reserves follow: never more seats than there are."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from services.events.database import database
from services.events.places.actions import answer_place, expire_offers
from services.events.places.queries import list_taken_part, list_took_part
from services.events.places.rules import (
    OfferOver,
)
from services.events.places.tasks import expire
from shared.refusals import Refusal
from shared.register import load_register
from tests.events.cohorts.applying_steps import letters
from tests.events.cohorts.deciding_steps import closed_cohort, decide, offers, places
from tests.events.conftest import Browser, Organiser
from tests.events.integration.test_races import race
from tests.events.organisations.telling import tell_councils

Json = dict[str, Any]
HOME = "http://localhost:8000"
LEEDS, YORK, HULL, BATH = "Leeds City Council", "York Council", "Hull Council", "Bath Council"
SMALL = {"seats": 2, "councils_least": 1, "councils_most": 2, "seats_most": 2}


def test_letters_are_looked_at_before_they_leave_and_leave_once(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK, HULL], **SMALL)
    path = f"/cohorts/{cohort['id']}"
    plan: Json = {
        "chosen": [{"application_id": ids[LEEDS], "seats": 1}],
        "reserves": [ids[YORK]],
        "reason": "Strong.",
    }
    rehearsed = organiser.post(f"{path}/decision-rehearsals", plan).json
    assert {(x["kind"], x["to"]) for x in rehearsed["letters"]} == {
        ("place-offered", LEEDS), ("place-reserved", YORK), ("place-refused", HULL),
    }  # fmt: skip
    assert rehearsed["notes"] == ["1 of 2 seats stay free."]
    assert letters("place-offered") == []
    other = plan | {"reserves": [], "mark": rehearsed["mark"]}
    changed = organiser.post(f"{path}/decision", other)
    assert changed.status_code == 409
    assert "Look again" in changed.json["detail"]
    made = organiser.post(f"{path}/decision", plan | {"mark": rehearsed["mark"]})
    assert (made.json["decided_by_name"], made.json["reason"]) == ("Test Person", "Strong.")
    again = organiser.post(f"{path}/decision", plan | {"mark": rehearsed["mark"]})
    assert again.status_code == 409
    kinds = ["place-offered", "place-reserved", "place-refused"]
    assert [len(letters(kind)) for kind in kinds] == [1, 1, 1]
    assert organiser.get(path).json["state"] == "decided"


def test_a_decision_beyond_the_limits_or_before_the_deadline_is_refused(
    organiser: Organiser, visitor: Browser, scheme: Json, cohort: Json
) -> None:
    closed, ids = closed_cohort(
        organiser, visitor, scheme, [LEEDS, YORK], name="Closed", **(SMALL | {"councils_most": 1})
    )
    path = f"/cohorts/{closed['id']}/decision-rehearsals"

    def refused(where: str, seats: list[tuple[str, int]], **other: Any) -> int:
        chosen = [{"application_id": key, "seats": count} for key, count in seats]
        answer = organiser.post(where, {"chosen": chosen, "reason": "x"} | other)
        return answer.status_code

    assert refused(path, [(ids[LEEDS], 3)]) == 422
    assert refused(path, [(ids[LEEDS], 1), (ids[YORK], 1)]) == 422
    assert refused(path, []) == 422
    assert refused(path, [(ids[LEEDS], 1)], reserves=[ids[LEEDS]]) == 422
    assert refused(path, [(ids[LEEDS], 1), (ids[LEEDS], 1)]) == 422
    assert refused(path, [(cohort["id"], 1)]) == 422
    assert refused(path, [(ids[LEEDS], 1)], reason=" ") == 422
    assert refused(f"/cohorts/{cohort['id']}/decision-rehearsals", [(ids[LEEDS], 1)]) == 409


def test_a_council_accepts_by_the_button_and_names_its_people(
    organiser: Organiser, browser: Browser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS], **SMALL)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [])
    link = f"/events/places/{offers()[LEEDS]}"
    assert "Do you take the place?" in visitor.get(link).text
    visitor.get(link)
    assert places(organiser, cohort)[LEEDS]["state"] == "offered"
    token = visitor.token(link)
    early = visitor.send(f"{link}/people", token, {"people": "Sam"})
    assert early.status_code == 409
    empty = visitor.post(link, {})
    assert empty.status_code == 422
    assert 'href="#answer"' in empty.text
    assert visitor.post(link, {"answer": "accept"}).status_code == 303
    assert visitor.send(link, token, {"answer": "accept"}).status_code == 303
    assert visitor.send(link, token, {"answer": "decline"}).status_code == 410
    assert len(letters("place-accepted")) == 1
    assert "Sam Carer | Head of care" in visitor.get(link).text
    too_many = visitor.send(f"{link}/people", token, {"people": "A\nB\nC"})
    assert too_many.status_code == 422
    people = "Sam Carer | Head of care | sam@leeds.example\nKim Young\n"
    assert visitor.send(f"{link}/people", token, {"people": people}).status_code == 303
    [found] = places(organiser, cohort)[LEEDS]["participants"][:1]
    assert (found["name"], found["role"]) == ("Sam Carer", "Head of care")
    [invited] = letters("participant-invited")
    assert invited["calendar"].count("BEGIN:VEVENT") == 4  # two workshops, a set, the reconvening
    assert "DTSTART;VALUE=DATE:20900904" in invited["calendar"]
    visitor.send(f"{link}/people", token, {"people": "Sam Carer | Head of care\nLee"})
    names = [p["name"] for p in places(organiser, cohort)[LEEDS]["participants"]]
    assert names == ["Sam Carer", "Lee"]
    assert places(organiser, cohort)[LEEDS]["participants"][0]["id"] == found["id"]
    shown = browser.get(f"/events/cohorts/{cohort['slug']}/places").text
    assert "Sam Carer (Head of care)" in shown
    assert "Test Person" in shown


def test_a_declined_place_is_offered_to_the_reserve_at_once(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK, HULL], **SMALL)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [ids[HULL], ids[YORK]])
    link = f"/events/places/{offers()[LEEDS]}"
    visitor.post(link, {"answer": "decline"})
    states = {council: place["state"] for council, place in places(organiser, cohort).items()}
    assert states == {LEEDS: "declined", HULL: "offered", YORK: "reserve"}
    assert "You declined" in visitor.get(link).text
    assert HULL in offers()


def test_an_offer_nobody_answers_runs_out_at_the_end_of_its_day_and_moves_on(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK], **SMALL)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [ids[YORK]])
    until = dt.datetime.fromisoformat(places(organiser, cohort)[LEEDS]["answer_by"])
    expire()
    assert expire_offers(HOME, until) == 0
    token = offers()[LEEDS]
    late = until + dt.timedelta(seconds=1)
    with pytest.raises(OfferOver):
        answer_place(token, accepted=True, public_url=HOME, now=late)
    assert expire_offers(HOME, late) == 1
    assert expire_offers(HOME, late) == 0
    states = {council: place["state"] for council, place in places(organiser, cohort).items()}
    assert states == {LEEDS: "expired", YORK: "offered"}
    assert len(letters("place-lapsed")) == 1
    assert "run out" in visitor.get(f"/events/places/{token}").text


def test_however_many_answer_at_once_no_more_seats_are_held_than_there_are(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    names = [f"Council {n}" for n in range(8)]
    cohort, ids = closed_cohort(
        organiser, visitor, scheme, names,
        seats=4, councils_least=1, councils_most=8, seats_least=1, seats_most=2,
    )  # fmt: skip
    # four have a seat each; four reserves want two, or the last one, when seats come free
    decide(organiser, cohort, {ids[n]: 1 for n in names[:4]}, [ids[n] for n in names[4:]])
    tokens = offers()

    def answer(name: str, *, accepted: bool) -> Any:
        now = dt.datetime.now(dt.UTC)
        return answer_place(tokens[name], accepted=accepted, public_url=HOME, now=now)

    calls = [
        lambda n=n, a=a: answer(n, accepted=a)
        for n, a in [(names[0], False), (names[1], True), (names[2], False), (names[3], False)]
        for _ in range(2)
    ]
    race(calls)
    for _ in range(3):
        held = [
            p for p in places(organiser, cohort).values() if p["state"] in {"offered", "accepted"}
        ]
        assert sum(p["seats"] for p in held) <= 4
        tokens = offers()
        waiting = [p["council"] for p in held if p["state"] == "offered"]
        far = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
        race(
            [lambda n=n: answer(n, accepted=False) for n in waiting]
            + [lambda far=far: expire_offers(HOME, far)] * 2
        )
    held = [p for p in places(organiser, cohort).values() if p["state"] in {"offered", "accepted"}]
    assert sum(p["seats"] for p in held) <= 4
    assert places(organiser, cohort)[names[1]]["state"] == "accepted"


def test_one_offer_answered_both_ways_at_once_has_one_answer(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK], **SMALL)
    decide(organiser, cohort, {ids[LEEDS]: 2}, [ids[YORK]])
    token = offers()[LEEDS]

    def answer(*, accepted: bool) -> Any:
        return answer_place(token, accepted=accepted, public_url=HOME, now=dt.datetime.now(dt.UTC))

    results = race([lambda: answer(accepted=True), lambda: answer(accepted=False)] * 3)
    assert any(isinstance(result, Refusal) for result in results)
    found = places(organiser, cohort)
    if found[LEEDS]["state"] == "accepted":
        assert found[YORK]["state"] == "reserve"
    else:
        assert found[YORK]["state"] == "offered"


def test_who_took_part_holds_through_a_reorganisation(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    tell_councils()
    old = "Taunton Deane Borough Council"
    cohort, ids = closed_cohort(organiser, visitor, scheme, [old], **SMALL)
    with database.reading() as session:
        assert list_taken_part(session, uuid.UUID(scheme["id"])) == set()
    decide(organiser, cohort, {ids[old]: 2}, [])
    visitor.post(f"/events/places/{offers()[old]}", {"answer": "accept"})
    with database.reading() as session:
        seen = list_taken_part(session, uuid.UUID(scheme["id"]))
        [took] = list_took_part(session)
    names = {load_register().by_id[one].name for one in seen}
    assert names == {old, "Somerset Council"}
    assert (took.council, took.cohort) == (old, cohort["name"])


def test_the_decision_is_made_in_the_browser(
    organiser: Organiser, browser: Browser, visitor: Browser, scheme: Json
) -> None:
    cohort, ids = closed_cohort(organiser, visitor, scheme, [LEEDS, YORK], **SMALL)
    here = f"/events/cohorts/{cohort['slug']}/decision"
    prefilled = browser.get(f"{here}?seats-{ids[LEEDS]}=2&reserve-{ids[YORK]}=1").text
    assert f'name="seats-{ids[LEEDS]}" type="text" inputmode="numeric" value="2"' in prefilled
    form = {f"seats-{ids[LEEDS]}": "2", f"reserve-{ids[YORK]}": "1", "reason": "Best fit"}
    wrong = browser.post(here, form | {f"seats-{ids[LEEDS]}": "two"})
    assert wrong.status_code == 422
    assert f'href="#seats-{ids[LEEDS]}"' in wrong.text
    assert browser.post(here, form | {"reason": ""}).status_code == 422
    assert browser.post(here, form | {"seats-x": "1"}).status_code == 422
    letters_page = browser.post(here, form)
    assert "2 letters, before they leave" in letters_page.text
    assert "(the council&#39;s own link)" in letters_page.text
    mark = letters_page.text.split('name="mark" value="')[1].split('"')[0]
    stale = browser.send(f"{here}/confirm", browser.token(here), form | {"mark": "x"})
    assert stale.status_code == 409
    done = browser.send(f"{here}/confirm", browser.token(here), form | {"mark": mark})
    assert done.status_code == 303
    assert "It was decided on" in browser.get(here).text
    assert "number 1" in browser.get(f"/events/cohorts/{cohort['slug']}/places").text
