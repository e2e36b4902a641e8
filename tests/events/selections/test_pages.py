"""An organiser starts a selection and reads it in the browser."""

from __future__ import annotations

import re
from html import unescape

from tests.events.cohorts.conftest import bring_in
from tests.events.conftest import Browser, Json, Organiser
from tests.events.selections.test_api import HEAD, ROWS, select, solve_all


def test_an_organiser_reads_who_is_in_and_the_groups(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    here = f"/events/cohorts/{cohort['slug']}/selections"
    assert browser.post(here, {"pins": "R12", "excluded": "R1"}).location.endswith(f"{here}/1")
    waiting = browser.get(f"{here}/1").text
    assert "Waiting to begin" in waiting
    solve_all()
    page = browser.get(f"{here}/1").text
    assert "This is the best selection there is" in page
    assert "<svg" in page
    assert "The same as a table" in page
    assert "It was left out by hand" in page
    assert "optimal" in browser.get(here).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', waiting)
    assert token
    browser.send(f"{here}/1/stop", token[1], {})
    assert "has ended already" in browser.get(f"{here}/1").text


def test_a_strange_reference_is_said_at_the_field(browser: Browser, cohort: Json) -> None:
    answer = browser.post(f"/events/cohorts/{cohort['slug']}/selections", {"pins": "R99"})
    assert answer.status_code == 422
    assert "is no application" in answer.text


def test_limits_that_cannot_be_kept_are_shown(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    number = select(organiser, cohort)["number"]
    page = browser.get(f"/events/cohorts/{cohort['slug']}/selections/{number}").text
    assert "No selection keeps every limit" in page


def test_a_selection_and_its_alternatives_fill_the_decisions_form(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    found = select(organiser, cohort)
    page = browser.get(f"/events/cohorts/{cohort['slug']}/selections/{found['number']}").text
    links = [unescape(one) for one in re.findall(r'href="([^"]+/decision\?[^"]+)"', page)]
    plans = [found["plan"], *(other["plan"] for other in found["alternatives"])]
    assert len(links) == len(plans) > 1
    for link, plan in zip(links, plans, strict=True):
        form = browser.get(link).text
        filled = dict(re.findall(r'name="((?:seats|reserve)-[^"]+)"[^>]* value="([^"]+)"', form))
        assert filled == {
            f"seats-{one['application_id']}": str(one["seats"]) for one in plan["chosen"]
        } | {f"reserve-{key}": str(rank) for rank, key in enumerate(plan["reserves"], start=1)}
    rows = {(row["application"], row["seats"]) for row in found["councils"]}
    assert {(one["application_id"], one["seats"]) for one in plans[0]["chosen"]} == rows
    assert plans[0]["reserves"] == [row["application"] for row in found["reserves"]]


def test_the_plan_of_a_selection_is_what_a_decision_takes(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    found = select(organiser, cohort)
    over = organiser.change(f"/cohorts/{cohort['id']}", 1, {"deadline_at": "2020-06-01T00:00:00Z"})
    assert over.status_code == 200, over.json
    plan = found["plan"] | {"reason": "The best set."}
    rehearsed = organiser.post(f"/cohorts/{cohort['id']}/decision-rehearsals", plan).json
    decided = plan | {"mark": rehearsed["mark"]}
    assert organiser.post(f"/cohorts/{cohort['id']}/decision", decided).status_code == 201
    page = browser.get(f"/events/cohorts/{cohort['slug']}/selections/{found['number']}").text
    assert "It was decided on" in page
    assert "/decision?" not in page


def test_the_form_starts_from_the_cohorts_limits_and_takes_others(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEAD + ROWS)
    here = f"/events/cohorts/{cohort['slug']}/selections"
    form = browser.get(here).text
    filled = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="(\d+)"', form))
    limits = ("seats", "councils_least", "councils_most", "seats_least", "seats_most")
    assert {name: filled[name] for name in limits} == {name: str(cohort[name]) for name in limits}
    weights = {k: v for k, v in filled.items() if k.startswith("weight-")}
    assert len(weights) == 6
    wrong = browser.post(here, filled | {"weight-new": "2000", "seats": "many"})
    assert wrong.status_code == 422
    assert 'href="#weight-new"' in wrong.text
    assert 'href="#seats"' in wrong.text
    other = filled | {"seats": "3", "councils_least": "2", "councils_most": "2", "weight-new": "7"}
    other |= {"weight-issues": ""}
    assert browser.post(here, other).status_code == 303
    solve_all()
    found = organiser.get(f"/cohorts/{cohort['id']}/selections/1").json
    assert sum(row["seats"] for row in found["councils"]) <= 3
    assert len(found["councils"]) == 2
    assert found["options"]["weights"]["new"] == 7
    assert "issues" not in found["options"]["weights"]
