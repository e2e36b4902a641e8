"""A panel scores by mailed links; who has an interest neither sees nor scores."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.database import database
from services.events.panels.queries import list_members
from services.events.panels.rules import result_of, total_of
from tests.events.cohorts.applying_steps import begin, filled, link_of
from tests.events.cohorts.conftest import HEADER, bring_in, make_cohort
from tests.events.cohorts.test_applying import application_of
from tests.events.conftest import Browser, Organiser

Json = dict[str, Any]
POINTS = {"points-clear-challenge": "5", "points-commitment": "1", "comment": "Strong"}


def member(organiser: Organiser, cohort: Json, name: str) -> str:
    """Ask somebody to score, and return their address."""
    fields = {"name": name, "email": f"{name.lower()}@panel.example"}
    answer = organiser.post(f"/cohorts/{cohort['id']}/panel-members", fields)
    assert answer.status_code == 201, answer.json
    return link_of("panel-asked")


def results(organiser: Organiser, cohort: Json) -> list[Json]:
    """What the panel's scores come to."""
    items: list[Json] = organiser.get(f"/cohorts/{cohort['id']}/scores").json["items"]
    return items


def test_scores_weigh_by_their_criteria_and_their_spread_is_shown(
    organiser: Organiser, browser: Browser, visitor: Browser, cohort: Json
) -> None:
    visitor.post(begin(visitor, cohort), filled(1, send="yes"))
    one = application_of(organiser, cohort)
    first, second = member(organiser, cohort, "Ann"), member(organiser, cohort, "Bob")
    assert "Leeds City Council" in visitor.get(first).text
    form = f"{first}/applications/{one['id']}"
    assert "People wait too long" in visitor.get(form).text
    assert visitor.post(form, POINTS).status_code == 303
    # (5 x 3 + 1 x 1) of (5 x 4) points
    assert application_of(organiser, cohort)["score"] == pytest.approx(80)
    lower = {"points-clear-challenge": "2", "points-commitment": "2"}
    visitor.post(f"{second}/applications/{one['id']}", lower)
    [result] = results(organiser, cohort)
    assert (result["scores"], result["mean"], result["lowest"], result["highest"]) == (
        2,
        60,
        40,
        80,
    )
    assert result["deviation"] == pytest.approx(20)
    shown = browser.get(f"/events/cohorts/{cohort['slug']}/panel").text
    assert "40.0 to 80.0" in shown
    again = visitor.get(form).text
    assert "Strong" in again
    assert "checked" in again
    visitor.post(form, POINTS | {"points-commitment": "5"})
    assert results(organiser, cohort)[0]["highest"] == 100
    assert "you have scored 1 of 1" in visitor.get(first).text


def test_the_panels_score_counts_before_an_imported_one(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    bring_in(cohort["id"], HEADER + "A1,Leeds City Council,,,,,33\nA2,York City Council,,,,,44\n")
    items = organiser.get(f"/cohorts/{cohort['id']}/applications").json["items"]
    link = member(organiser, cohort, "Ann")
    first = next(i for i in items if i["reference"] == "A1")
    visitor.post(f"{link}/applications/{first['id']}", POINTS)
    items = organiser.get(f"/cohorts/{cohort['id']}/applications").json["items"]
    scores = {i["reference"]: i["score"] for i in items}
    assert scores == {"A1": pytest.approx(80), "A2": 44}


def test_who_has_an_interest_neither_sees_nor_scores_and_their_score_goes(
    organiser: Organiser, browser: Browser, visitor: Browser, cohort: Json
) -> None:
    visitor.post(begin(visitor, cohort), filled(1, send="yes"))
    one = application_of(organiser, cohort)
    link = member(organiser, cohort, "Ann")
    form = f"{link}/applications/{one['id']}"
    visitor.post(form, POINTS)
    token = visitor.token(form)
    assert visitor.send(f"{form}/conflict", token, {}).status_code == 303
    assert visitor.send(f"{form}/conflict", token, {}).status_code == 303
    assert visitor.get(form).status_code == 403
    assert visitor.send(form, token, POINTS).status_code == 403
    assert "Leeds City Council" not in visitor.get(link).text
    assert application_of(organiser, cohort)["score"] is None
    [result] = results(organiser, cohort)
    assert (result["scores"], result["conflicts"]) == (0, 1)
    member(organiser, cohort, "Bob")
    with database.reading() as session:
        bob = next(m for m in list_members(session, uuid.UUID(cohort["id"])) if m.name == "Bob")
    here = f"/events/cohorts/{cohort['slug']}/panel"
    kept = browser.send(
        f"{here}/conflicts", browser.token(here), {"member": bob.id, "application": one["id"]}
    )
    assert kept.status_code == 303
    assert "Leeds City Council" not in visitor.get(link_of("panel-asked")).text
    wrong = browser.send(f"{here}/conflicts", browser.token(here), {"member": "x"})
    assert wrong.status_code == 422
    strange = {"member": uuid.uuid4(), "application": one["id"]}
    assert browser.send(f"{here}/conflicts", browser.token(here), strange).status_code == 404


def test_scorers_of_an_anonymous_cohort_do_not_see_who_applied(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort = make_cohort(organiser, scheme, anonymous=True)
    visitor.post(begin(visitor, cohort), filled(1, send="yes"))
    one = application_of(organiser, cohort)
    link = member(organiser, cohort, "Ann")
    for page in (link, f"{link}/applications/{one['id']}"):
        text = visitor.get(page).text
        assert one["reference"] in text
        for name in ("Leeds", "York", "Ada", "Sam Carer", "Sid"):
            assert name not in text


def test_a_score_lacks_no_criterion_and_is_for_an_application_of_the_cohort(
    organiser: Organiser, browser: Browser, visitor: Browser, scheme: Json, cohort: Json
) -> None:
    visitor.post(begin(visitor, cohort), filled(1, send="yes"))
    one = application_of(organiser, cohort)
    link = member(organiser, cohort, "Ann")
    form = f"{link}/applications/{one['id']}"
    for points in ({}, {"points-clear-challenge": "6"}, {"points-clear-challenge": "5"}):
        wrong = visitor.post(form, points)
        assert wrong.status_code == 422
        assert "between 0 and 5 points" in wrong.text
    other = make_cohort(organiser, scheme, name="Other")
    stranger = member(organiser, other, "Cat")
    assert visitor.get(f"{stranger}/applications/{one['id']}").status_code == 404
    sent = visitor.send(f"{stranger}/applications/{one['id']}", visitor.token(form), POINTS)
    assert sent.status_code == 404
    assert visitor.get("/events/panels/nonsense").status_code == 404
    here = f"/events/cohorts/{cohort['slug']}/panel"
    twice = browser.post(here, {"name": "Ann", "email": "ann@panel.example"})
    assert twice.status_code == 409
    assert 'href="#name"' in twice.text
    assert browser.post(here, {"name": "Dan", "email": "dan@panel.example"}).status_code == 303
    assert browser.post(here, {"name": "", "email": "x"}).status_code == 422


points = st.integers(0, 5)


@given(st.lists(st.tuples(st.integers(1, 100), points), min_size=1, max_size=6))
def test_a_total_lies_between_its_worst_and_best_criterion(given_: list[tuple[int, int]]) -> None:
    criteria = [{"key": str(n), "weight": weight} for n, (weight, _) in enumerate(given_)]
    total = total_of({str(n): value for n, (_, value) in enumerate(given_)}, criteria)
    assert min(v for _, v in given_) * 20 - 1e-9 <= total <= max(v for _, v in given_) * 20 + 1e-9


def test_nothing_scored_is_no_score() -> None:
    assert result_of([]).mean is None
    assert total_of({}, [{"key": "a", "weight": 1}]) == 0
