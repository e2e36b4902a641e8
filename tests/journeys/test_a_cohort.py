"""A cohort from its call to a story in the catalogue, over HTTP and by the mailbox alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from tests.journeys import cohort_world, steps
from tests.live import LiveStack

Json = dict[str, Any]
COUNCILS = {"Leeds City Council": "ada@leeds.example", "Kent County Council": "kit@kent.example"}


@pytest.fixture(scope="module")
def organiser(live_stack: LiveStack) -> httpx.Client:
    return live_stack.client("organiser")


@pytest.fixture(scope="module")
def reviewer(live_stack: LiveStack) -> httpx.Client:
    return live_stack.client("reviewer")


def running_cohort(organiser: httpx.Client, mark: str) -> Json:
    """A cohort whose first milestone is due in five days."""
    scheme = cohort_world.make_scheme(organiser, f"Design {mark}")
    first = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=25)
    return cohort_world.make_cohort(
        organiser,
        scheme,
        f"Cohort {mark}",
        starts_on=first.isoformat(),
        seats=4,
        councils_least=1,
        councils_most=2,
        seats_most=2,
        accept_days=5,
    )


def confirm_sponsor(visitor: httpx.Client, organiser: httpx.Client, cohort: Json) -> None:
    """The sponsor's link changes nothing until the button is pressed."""
    subject = f"application to {cohort['name']}?"
    link = cohort_world.link_in_mail(organiser, subject, "/events/sponsors/", "sue@leeds.example")
    address = f"/events/api/cohorts/{cohort['id']}/applications"

    def confirmed() -> list[str]:
        items = steps.all_items(organiser, address)
        return [a["council"] for a in items if a["sponsor_confirmed_at"]]

    assert visitor.get(link).status_code == 200
    assert confirmed() == []
    assert steps.submit_form(visitor, link).status_code in (200, 303)
    assert confirmed() == ["Leeds City Council"]


def select(organiser: httpx.Client, cohort: Json) -> Json:
    """Let the solver choose, and return what it says once it is done."""
    address = f"/events/api/cohorts/{cohort['id']}/selections"
    started = steps.ok(organiser.post(address, json={}), 202)
    done: Json = steps.eventually(
        lambda: steps.ok(organiser.get(f"{address}/{started['number']}")),
        lambda run: run["status"] is not None and run["ended_at"] is not None,
        seconds=120,
        what="the selection",
    )
    assert done["status"] == "optimal", done
    return done


def test_from_the_call_to_a_draft_in_the_catalogue(
    live_stack: LiveStack, organiser: httpx.Client, reviewer: httpx.Client
) -> None:
    visitor, mark = live_stack.visitor, f"{dt.datetime.now(dt.UTC):%H%M%S%f}"
    cohort = running_cohort(organiser, mark)
    for council, email in COUNCILS.items():
        link = cohort_world.apply(visitor, organiser, cohort, council, email)
        cohort_world.send_application(visitor, link, council, f"sue@{email.split('@')[1]}")
    confirm_sponsor(visitor, organiser, cohort)
    cohort_world.close_call(organiser, cohort)
    selected = select(organiser, cohort)
    ids = cohort_world.applications(organiser, cohort)
    assert {c["council"] for c in selected["councils"]} == set(COUNCILS)
    seats = {ids[c["council"]]: c["seats"] for c in selected["councils"]}
    cohort_world.decide(organiser, cohort, seats, [])
    place = cohort_world.take_place(visitor, organiser, cohort, COUNCILS["Leeds City Council"])
    named = steps.submit_form(visitor, place, people="Sam Carer | Head | sam@leeds.example")
    assert named.status_code in (200, 303)
    dates = steps.eventually(
        lambda: steps.mails_about(organiser, f"Your dates in {cohort['name']}"),
        bool,
        seconds=60,
        what="the participant's dates",
    )
    attached = steps.read_mail(organiser, dates[0])
    assert any(part.get_content_type() == "text/calendar" for part in attached.walk())
    tell_story(visitor, organiser, cohort, f"Shorter waits {mark}")
    draft = steps.eventually(
        lambda: [
            item
            for item in steps.all_items(reviewer, "/catalogue/api/innovations", state="draft")
            if item["title"] == f"Shorter waits {mark}"
        ],
        bool,
        seconds=60,
        what="the project's story in the catalogue",
    )[0]
    assert "Users met: Notes of ten talks" in draft["summary"]


def tell_story(visitor: httpx.Client, organiser: httpx.Client, cohort: Json, title: str) -> None:
    """The owner is reminded of a milestone, shows it, and tells the project's story."""
    link = cohort_world.project_link(organiser, cohort)
    reminded = cohort_world.link_in_mail(organiser, "Users met is due on", "/events/projects/")
    assert reminded.startswith("/events/projects/")
    [project] = cohort_world.projects(organiser, cohort)
    milestone = project["milestones"][0]
    reached = {f"evidence-{milestone['id']}": "Notes of ten talks"}
    assert steps.submit_form(visitor, link, **reached).status_code in (200, 303)
    told = steps.submit_form(
        visitor, link, title=title, summary="We asked carers.", outcome="A week.", complete="yes"
    )
    assert told.status_code in (200, 303), told.text
    [project] = cohort_world.projects(organiser, cohort)
    assert project["completed_at"] is not None
    assert project["milestones"][0]["done_on"] is not None
