"""An edition's days, call and rules; copied for another year, and moved as a whole."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from sqlalchemy import update

from services.events.database import database
from services.events.proposals.models import Proposal
from tests.events.conftest import Browser, Json, Organiser, published
from tests.events.integration.test_races import race
from tests.events.integration.test_sessions_api import propose

DAYS = [
    {"date": "2090-07-04", "shape": "launch", "opens": "10:00", "closes": "18:00"},
    {
        "date": "2090-07-06",
        "shape": "national",
        "breaks": [{"starts": "12:00", "ends": "13:00", "label": "Lunch"}],
    },
]
STAGES = [
    {"name": "Main stage", "capacity": 80, "equipment": ["screen"], "headphones": True,
     "floor": "Hall"},
    {"name": "Small stage"},
]  # fmt: skip


def test_days_have_a_shape_hours_and_breaks(organiser: Organiser) -> None:
    edition = organiser.edition(
        days=DAYS, stages=STAGES, ordinal=9, severities={"turnaround": "off"}
    )
    launch, theme, national = edition["days"]
    assert (launch["shape"], launch["opens"]) == ("launch", "10:00")
    assert (theme["shape"], theme["opens"], theme["closes"]) == ("theme", "09:00", "17:00")
    assert national["breaks"] == [{"starts": "12:00", "ends": "13:00", "label": "Lunch"}]
    assert edition["stages"][0]["equipment"] == ["screen"]
    assert edition["severities"]["turnaround"] == "off"
    assert edition["severities"]["person_twice"] == "block"
    assert edition["ordinal"] == 9


@pytest.mark.parametrize(
    ("day", "pointer"),
    [
        ({"date": "2090-08-01"}, "/days/0/date"),
        ({"opens": "17:00", "closes": "09:00"}, "/days/0/closes"),
        ({"breaks": [{"starts": "13:00", "ends": "12:00"}]}, "/days/0/breaks"),
        ({"breaks": [{"starts": "08:00", "ends": "09:30"}]}, "/days/0/breaks"),
        (
            {
                "breaks": [
                    {"starts": "12:00", "ends": "13:00"},
                    {"starts": "12:30", "ends": "14:00"},
                ]
            },
            "/days/0/breaks",
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused(organiser: Organiser, day: Json, pointer: str) -> None:
    edition = organiser.edition()
    days = [{"date": "2090-07-04"} | day]
    answer = organiser.change(f"/editions/{edition['id']}", 1, {"days": days})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_a_day_twice_is_refused(organiser: Organiser) -> None:
    edition = organiser.edition()
    days = [{"date": "2090-07-04"}, {"date": "2090-07-04"}]
    answer = organiser.change(f"/editions/{edition['id']}", 1, {"days": days})
    assert answer.json["errors"][0]["pointer"] == "/days/1/date"


def edit_form(browser: Browser, edition: Json) -> Json:
    """The edit form as it is shown, to change some of."""
    page = html.unescape(browser.get(f"/events/editions/{edition['slug']}/edit").text)
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    names = ("name", "year", "venue", "version")
    return {k: v for k, v in fields.items() if k in names or k.startswith(("starts", "ends"))} | {
        "themes": "Climate action\nHomes",
        "stage_id": [s["id"] for s in edition["stages"]],
        "stage_name": [s["name"] for s in edition["stages"]],
        "stage_capacity": ["80", ""],
        "stage_equipment": ["screen, piano", ""],
        "stage_floor": ["Hall", "Hall"],
        "stage_headphones-0": "1",
        "call_is_open": "1",
        "call_deadline-day": "1",
        "call_deadline-month": "3",
        "call_deadline-year": "2090",
        "call_deadline-time": "17:00",
        "call_grace_minutes": "30",
        "places": "60",
        "offer_days": "5",
        "ordinal": "10",
        "turnaround_minutes": "10",
        "walking_minutes": "7",
        "publicity_name": "Priya Press",
        "publicity_email": "press@zone.example",
    }


def test_all_of_it_is_said_in_the_form(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/edit"
    form = edit_form(browser, edition)
    assert browser.post(path, form).status_code == 303
    now = organiser.get(f"/editions/{edition['id']}").json
    assert (now["ordinal"], now["places"], now["offer_days"]) == (10, 60, 5)
    assert (now["turnaround_minutes"], now["walking_minutes"]) == (10, 7)
    assert now["call_state"] == "open"
    assert now["call_deadline"] == "2090-03-01T17:00:00+00:00"
    assert now["publicity_name"] == "Priya Press"
    [person] = published("events.person.offered.v1")
    assert person.body["email"] == "press@zone.example"
    main = now["stages"][0]
    assert (main["equipment"], main["floor"], main["headphones"]) == (
        ["screen", "piano"],
        "Hall",
        True,
    )
    again = form | {"version": "2", "places": "", "call_is_open": "", "publicity_email": ""}
    assert browser.post(path, again).status_code == 303
    now = organiser.get(f"/editions/{edition['id']}").json
    assert (now["places"], now["call_state"]) == (None, "closed")


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"call_deadline-day": "40"}, "call_deadline"),
        ({"call_deadline-time": ""}, "call_deadline"),
        ({"call_grace_minutes": "long"}, "call_grace_minutes"),
        ({"publicity_email": "nobody"}, "publicity_email"),
        ({"places": "-1"}, "places"),
    ],
)
def test_what_is_wrong_in_the_form_is_linked(
    browser: Browser, organiser: Organiser, change: Json, target: str
) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/edit"
    page = browser.post(path, edit_form(browser, edition) | change)
    assert page.status_code == 422
    assert f'href="#{target}"' in page.text
    assert f'id="{target}"' in page.text


def test_a_copy_has_the_stages_days_and_rules_and_no_themes(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition(
        days=DAYS, stages=STAGES, ordinal=9, severities={"turnaround": "off"}
    )
    data = {"year": 2091, "name": "Innovation Zone 2091", "starts_on": "2091-07-03"}
    made = organiser.post(f"/editions/{edition['id']}/copies", data).json
    assert (made["starts_on"], made["ends_on"]) == ("2091-07-03", "2091-07-05")
    assert [d["date"] for d in made["days"]] == ["2091-07-03", "2091-07-04", "2091-07-05"]
    assert made["days"][2]["breaks"] == edition["days"][2]["breaks"]
    assert made["themes"] == []
    assert (made["ordinal"], made["severities"]["turnaround"]) == (10, "off")
    for stage, copied in zip(edition["stages"], made["stages"], strict=True):
        assert copied | {"id": 0} == stage | {"id": 0}
        assert copied["id"] != stage["id"]
    path = f"/events/editions/{edition['slug']}/copy"
    first = {f"starts_on-{k}": v for k, v in (("day", "1"), ("month", "7"), ("year", "2092"))}
    assert browser.post(path, {"name": "", "year": "2092"} | first).status_code == 422
    assert browser.post(path, {"name": "Z", "year": "2091"} | first).status_code == 409
    sent = browser.post(path, {"name": "Zone 2092", "year": "2092"} | first)
    assert sent.headers["Location"] == "/events/editions/zone-2092/edit"


def known(proposal: Json) -> uuid.UUID:
    person_id = uuid.uuid4()
    with database.transaction() as session:
        session.execute(
            update(Proposal)
            .where(Proposal.id == uuid.UUID(proposal["id"]))
            .values(person_id=person_id)
        )
    return person_id


def withdraw(title: str) -> None:
    with database.transaction() as session:
        session.execute(update(Proposal).where(Proposal.title == title).values(state="withdrawn"))


def rehearse(organiser: Organiser, edition: Json, starts_on: str) -> Json:
    path = f"/editions/{edition['id']}/reschedulings"
    answer = organiser.post(f"{path}/rehearsal", {"starts_on": starts_on})
    assert answer.status_code == 200, answer.json
    found: Json = answer.json
    return found


def move(organiser: Organiser, edition: Json, rehearsed: Json) -> Any:
    data = {"starts_on": rehearsed["starts_on"], "mark": rehearsed["mark"]}
    return organiser.post(f"/editions/{edition['id']}/reschedulings", data)


def told() -> list[str]:
    letters = {e.body["letter_id"]: e.body for e in published("events.letter.written.v1")}
    return sorted(letter["person_id"] for letter in letters.values())


def test_a_whole_edition_moves_with_its_sessions_and_everyone_is_told_once(
    organiser: Organiser,
) -> None:
    edition = organiser.edition(days=DAYS)
    always = propose(organiser, edition)
    only_then = propose(
        organiser,
        edition,
        title="Only then",
        available=[{"starts": "2090-07-04T08:00:00Z", "ends": "2090-07-04T12:00:00Z"}],
    )
    gone = propose(organiser, edition, title="Gone")
    people = [known(p) for p in (always, only_then)]
    withdraw("Gone")
    known(gone)
    first = organiser.session(edition, proposal_id=always["id"])
    second = organiser.session(
        edition,
        proposal_id=only_then["id"],
        starts_at="2090-07-05T09:00:00Z",
        ends_at="2090-07-05T09:45:00Z",
    )
    rehearsed = rehearse(organiser, edition, "2090-07-05")
    assert sorted(rehearsed["person_ids"]) == sorted(map(str, people))
    assert rehearsed["unavailable"] == [second["id"]]
    done = move(organiser, edition, rehearsed)
    assert done.status_code == 200, done.json
    now = organiser.get(f"/editions/{edition['id']}").json
    assert (now["starts_on"], now["ends_on"]) == ("2090-07-05", "2090-07-07")
    assert now["days"][0] == edition["days"][0] | {"date": "2090-07-05"}
    starts = {
        s["id"]: s["starts_at"]
        for s in organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    }
    assert starts[first["id"]] == "2090-07-05T09:00:00+00:00"
    assert starts[second["id"]] == "2090-07-06T09:00:00+00:00"
    assert told() == sorted(map(str, people))
    assert published("events.edition.opened.v1")[-1].body["starts_on"] == "2090-07-05"
    assert move(organiser, edition, rehearsed).status_code == 422, "it is there already"


def test_sessions_keep_their_hour_over_the_change_of_the_clocks(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    move(organiser, edition, rehearse(organiser, edition, "2090-11-04"))
    [moved] = organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    assert moved["starts_at"] == "2090-11-04T10:00:00+00:00", "ten in July, ten in November"


def test_two_who_move_it_at_once_tell_everyone_once(organiser: Organiser) -> None:
    from services.events.programme.actions import reschedule_edition

    edition = organiser.edition()
    known(propose(organiser, edition))
    mark = rehearse(organiser, edition, "2090-08-01")["mark"]
    race([lambda: reschedule_edition(edition["id"], dt.date(2090, 8, 1), "", mark)] * 3)
    assert len(told()) == 1


def test_what_a_move_does_is_shown_first(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    known(propose(organiser, edition))
    path = f"/events/editions/{edition['slug']}/reschedule"
    assert "What it does" not in browser.get(path).text
    for wrong in ("soon", "2090-07-04"):
        page = browser.get(f"{path}?starts_on={wrong}")
        assert page.status_code == 422
        assert 'href="#starts_on"' in page.text
    shown = browser.get(f"{path}?starts_on=2090-10-20&message=Sorry.").text
    assert "1 person is told once" in shown
    assert "It is now from 20 October 2090 to 22 October 2090 in Harrogate." in shown
    mark = re.findall(r'name="mark" value="([^"]+)"', shown)[0]
    form = {"starts_on": "2090-10-20", "message": "Sorry.", "mark": mark}
    token = browser.token(f"{path}?starts_on=2090-10-20")
    assert browser.send(path, token, form | {"message": "Changed"}).status_code == 412
    assert browser.send(path, token, form).status_code == 303
    assert len(told()) == 1
