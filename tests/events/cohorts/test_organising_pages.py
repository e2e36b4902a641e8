"""Organisers set a scheme and its cohorts up in their browser, and see how the call fills."""

from __future__ import annotations

from typing import Any

from tests.events.cohorts.conftest import HEADER, bring_in
from tests.events.conftest import Browser, Organiser
from tests.events.organisations.telling import tell_councils

Json = dict[str, Any]
SCHEME = {
    "name": "Design Now",
    "partner": "Partner",
    "purpose": "To learn.",
    "length": "18",
    "unit": "weeks",
    "steps": "0 | workshop | Framing\n30 | Action learning | Set one\n",
    "criteria": "Challenge | 3\nCommitment\n",
    "issues": "Housing\n",
    "questions": "Who?\n",
}
COHORT = {
    "name": "London 2090",
    "regions": ["London", "South East"],
    "starts_on-day": "1",
    "starts_on-month": "9",
    "starts_on-year": "2090",
    "seats": "16",
    "councils_least": "6",
    "councils_most": "8",
    "seats_least": "1",
    "seats_most": "4",
    "quotas": "kind | district | 2 | 4\nregion | London | 1 |",
    "opens_at-day": "1",
    "opens_at-month": "1",
    "opens_at-year": "2020",
    "opens_at-clock": "9am",
    "deadline_at-day": "30",
    "deadline_at-month": "6",
    "deadline_at-year": "2090",
    "deadline_at-clock": "5pm",
    "weight-score": "50",
}


def test_a_scheme_and_its_cohort_are_made_in_the_browser(browser: Browser) -> None:
    assert browser.post("/events/schemes/new", SCHEME).status_code == 303
    assert "Design Now" in browser.get("/events/schemes").text
    shown = browser.get("/events/schemes/design-now").text
    assert "Plan of 18 weeks" in shown
    assert "Set one" in shown
    changed = SCHEME | {"version": "1", "name": "Design Then"}
    assert browser.post("/events/schemes/design-now/edit", changed).status_code == 303
    stale = browser.post("/events/schemes/design-now/edit", changed)
    assert stale.status_code == 412
    made = browser.post("/events/schemes/design-now/cohorts/new", COHORT)
    assert made.status_code == 303, made.text
    public = browser.get("/events/cohorts/london-2090").text
    assert "30 June 2090, 5pm" in public
    assert "Apply" in public
    form = browser.get("/events/cohorts/london-2090/edit").text
    assert "kind | district | 2 | 4" in form
    assert 'value="17:00"' in form
    renamed = COHORT | {"version": "1", "name": "London 2091", "anonymous": "true"}
    assert browser.post("/events/cohorts/london-2090/edit", renamed).status_code == 303
    assert browser.post("/events/cohorts/london-2090/edit", renamed).status_code == 412
    assert "London 2091" in browser.get("/events/cohorts").text
    assert "Scheme" in browser.get("/events/cohorts").text


def test_what_is_wrong_with_a_scheme_or_cohort_is_said_beside_its_field(browser: Browser) -> None:
    for change, place in [
        ({"length": ""}, "length"),
        ({"length": "9999"}, "length"),
        ({"steps": "x | workshop | A"}, "steps"),
        ({"steps": "200 | workshop | A"}, "steps"),
        ({"name": ""}, "name"),
        ({"criteria": "A | many"}, "criteria"),
    ]:
        answer = browser.post("/events/schemes/new", SCHEME | change)
        assert answer.status_code == 422, change
        assert f'href="#{place}"' in answer.text, change
    browser.post("/events/schemes/new", SCHEME)
    for change, place in [
        ({"starts_on-day": "31", "starts_on-month": "2"}, "starts_on"),
        ({"deadline_at-clock": "noonish"}, "deadline_at"),
        ({"deadline_at-day": "40"}, "deadline_at"),
        # at half past one that night the clocks go forward: there is no such time
        ({"deadline_at-day": "26", "deadline_at-month": "3", "deadline_at-clock": "1:30am"},
         "deadline_at"),
        ({"quotas": "colour | red | 1"}, "quotas"),
        ({"seats": "3"}, "seats"),
        ({"contact_email": "robin"}, "contact_email"),
    ]:  # fmt: skip
        answer = browser.post("/events/schemes/design-now/cohorts/new", COHORT | change)
        assert answer.status_code == 422, change
        assert f'href="#{place}"' in answer.text, change


def test_a_workspace_shows_how_the_call_fills_and_whom_it_never_reached(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    tell_councils()
    here = f"/events/cohorts/{cohort['slug']}/workspace"
    before = browser.get(here).text
    assert "Exeter City Council" in before  # never reached
    bring_in(
        cohort["id"],
        HEADER
        + "A1,Exeter City Council,Plymouth City Council,homelessness,,,10\n"
        + "A2,Taunton Deane Borough Council,Wessex Friends,,,,\n",
    )
    shown = browser.get(here).text
    never = shown.split("Councils never reached in South West")[1].split("</details>")[0]
    assert "Exeter City Council" not in never
    assert "Plymouth City Council" not in never
    assert "<li>Somerset Council</li>" not in never  # it does the work of Taunton Deane today
    assert "Cornwall Council" in never
    assert "We do not know Wessex Friends" in shown
    chosen = browser.get(f"{here}?unmatched=1").text.split('id="applications"')[1]
    assert "A2" in chosen
    assert "A1" not in chosen
    items = organiser.get(f"/cohorts/{cohort['id']}/applications").json["items"]
    listed = sorted(items, key=lambda a: str(a["reference"]))
    one = browser.get(f"/events/cohorts/{cohort['slug']}/applications/{listed[1]['id']}").text
    assert "We do not know the council “Wessex Friends”" in one
    assert "Plymouth City Council" in browser.get(
        f"/events/cohorts/{cohort['slug']}/applications/{listed[0]['id']}"
    ).text  # fmt: skip
