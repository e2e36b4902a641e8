"""A project on its course: milestones, reminders, attendance, its story, and who took part."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from services.events.projects.actions import remind_owners, start_projects, write_story
from services.events.projects.rules import Due, light_of, read_link, reminder_due, sign_link
from services.events.projects.tasks import remind, start
from shared.refusals import NotFound
from tests.events.cohorts.applying_steps import letters
from tests.events.cohorts.deciding_steps import closed_cohort, decide, offers, places
from tests.events.conftest import Browser, Organiser, published
from tests.events.organisations.telling import tell_councils

Json = dict[str, Any]
HOME = "http://localhost:8000"
SECRET = "a secret of the tests"
TAUNTON = "Taunton Deane Borough Council"
SMALL = {"seats": 2, "councils_least": 1, "councils_most": 2, "seats_most": 2}


@pytest.fixture
def cohort(organiser: Organiser, visitor: Browser, scheme: Json) -> Json:
    """A decided cohort, in which one council has taken its place and named two people."""
    tell_councils()
    made, ids = closed_cohort(organiser, visitor, scheme, [TAUNTON], **SMALL)
    decide(organiser, made, {ids[TAUNTON]: 2}, [])
    link = f"/events/places/{offers()[TAUNTON]}"
    visitor.post(link, {"answer": "accept"})
    people = {"people": "Sam | Head | sam@taunton.example\nKim"}
    visitor.send(f"{link}/people", visitor.token(link), people)
    start()
    return made


def project(organiser: Organiser, cohort: Json) -> Json:
    """The cohort's only project."""
    [found] = organiser.get(f"/cohorts/{cohort['id']}/projects").json["items"]
    one: Json = found
    return one


def link_of(made: Json) -> str:
    """The address in the letter to its owner."""
    return f"/events/projects/{sign_link(SECRET, uuid.UUID(made['id']))}"


def at(day: str) -> dt.datetime:
    """Noon of a day."""
    return dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")


def test_a_taken_place_starts_one_project_with_the_plans_milestones(
    organiser: Organiser, cohort: Json
) -> None:
    made = project(organiser, cohort)
    assert [(m["title"], m["due_on"]) for m in made["milestones"]] == [
        ("Users met", "2090-10-04"), ("Prototype tried", "2090-11-18"),
    ]  # fmt: skip
    assert made["title"] == "People wait too long."
    assert (made["light"], made["why"]) == ("green", "Next: “Users met”")
    assert start_projects(HOME, SECRET) == 0
    [letter] = letters("project-started")
    assert link_of(made) in letter["text"]


def test_owners_are_reminded_once_before_and_once_after(organiser: Organiser, cohort: Json) -> None:
    remind()
    assert remind_owners(HOME, SECRET, at("2090-09-26")) == 0
    assert remind_owners(HOME, SECRET, at("2090-09-27")) == 1
    assert remind_owners(HOME, SECRET, at("2090-10-04")) == 0
    assert remind_owners(HOME, SECRET, at("2090-10-05")) == 1
    assert remind_owners(HOME, SECRET, at("2090-11-01")) == 0
    assert [x["subject"] for x in letters("milestone-soon")] == [
        "Users met is due on 4 October 2090"
    ]
    assert [x["subject"] for x in letters("milestone-late")] == [
        "Users met was due on 4 October 2090"
    ]
    assert link_of(project(organiser, cohort)) in letters("milestone-soon")[0]["text"]


def test_a_milestone_that_moves_is_reminded_of_anew_and_a_coach_gets_a_letter(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    made = project(organiser, cohort)
    remind_owners(HOME, SECRET, at("2090-10-01"))
    one = made["milestones"][0]["id"]
    here = f"/events/cohorts/{cohort['slug']}/projects/{made['id']}"
    form: Json = {
        "version": "1",
        "title": "Waiting",
        "coach_name": "Cho",
        "coach_email": "c@c.example",
    }
    for milestone in made["milestones"]:
        year, month, day = milestone["due_on"].split("-")
        parts = {"day": day, "month": month, "year": year}
        form |= {f"due-{milestone['id']}-{name}": part for name, part in parts.items()}
        form[f"owner-{milestone['id']}"] = "Sam"
    wrong = browser.post(here, form | {f"due-{one}-day": "99"})
    assert wrong.status_code == 422
    assert f'href="#due-{one}"' in wrong.text
    assert browser.post(here, form | {"title": ""}).status_code == 422
    assert browser.post(here, form | {f"due-{one}-month": "11"}).status_code == 303
    assert browser.post(here, form).status_code == 412
    changed = project(organiser, cohort)
    assert (changed["title"], changed["coach_name"]) == ("Waiting", "Cho")
    assert changed["milestones"][0]["due_on"] == "2090-11-04"
    assert changed["milestones"][0]["owner_name"] == "Sam"
    assert remind_owners(HOME, SECRET, at("2090-10-10")) == 0
    assert remind_owners(HOME, SECRET, at("2090-10-29")) == 1
    assert len(letters("milestone-soon")) == 2
    [coach] = letters("coach-assigned")
    assert "They work on: Waiting" in coach["text"]
    assert browser.get(here.replace(cohort["slug"], "elsewhere")).status_code == 404


def test_the_owner_shows_what_was_reached_and_tells_the_story(
    organiser: Organiser, browser: Browser, visitor: Browser, cohort: Json
) -> None:
    made = project(organiser, cohort)
    link, one = link_of(made), made["milestones"][0]["id"]
    token = visitor.token(link)
    empty = visitor.send(f"{link}/milestones/{one}", token, {f"evidence-{one}": " "})
    assert empty.status_code == 422
    assert f'href="#evidence-{one}"' in empty.text
    evidence = {f"evidence-{one}": "Notes of ten talks"}
    assert visitor.send(f"{link}/milestones/{one}", token, evidence).status_code == 303
    assert project(organiser, cohort)["milestones"][0]["done_on"] is not None
    strange = visitor.send(f"{link}/milestones/{uuid.uuid4()}", token, evidence)
    assert strange.status_code == 404
    story = {"title": "Shorter waits", "summary": "We asked.", "outcome": "A week."}
    assert visitor.send(f"{link}/story", token, story | {"title": ""}).status_code == 303
    assert published("events.project.completed.v1") == []
    bare = visitor.send(f"{link}/story", token, {"title": "", "summary": "x", "complete": "yes"})
    assert bare.status_code == 422
    assert published("events.project.completed.v1") == []
    assert visitor.send(f"{link}/story", token, story | {"complete": "yes"}).status_code == 303
    [told] = published("events.project.completed.v1")
    assert told.body["evidence"] == ["Users met: Notes of ten talks"]
    assert told.body["organisation_name"] == TAUNTON
    assert told.body["organisation_id"] is not None
    visitor.send(f"{link}/story", token, story | {"outcome": "Two days."})
    later = published("events.project.completed.v1")[1]
    assert later.version > told.version
    assert project(organiser, cohort)["light"] == "green"
    assert "It went to the catalogue" in visitor.get(link).text
    assert "Shorter waits" in browser.get(
        f"/events/cohorts/{cohort['slug']}/projects/{made['id']}"
    ).text  # fmt: skip
    assert visitor.get("/events/projects/nonsense").status_code == 404
    with pytest.raises(NotFound):
        write_story(
            uuid.uuid4(), title="", summary="", outcome="", complete=False, now=at("2090-10-01")
        )


def test_attendance_is_taken_and_every_change_is_told(
    organiser: Organiser, browser: Browser, cohort: Json
) -> None:
    sam, kim = (p["id"] for p in places(organiser, cohort)[TAUNTON]["participants"])
    here = f"/events/cohorts/{cohort['slug']}/attendance/framing"
    assert "Sam, Taunton Deane" in browser.get(here).text
    both = {f"came-{sam}": "yes", f"came-{kim}": "no"}
    assert browser.post(here, both).status_code == 303
    told = published("events.attendance.recorded.v1")
    assert [(e.body["attended"], e.body["attended_on"]) for e in told] == [
        (True, "2090-09-04"), (False, "2090-09-04"),
    ]  # fmt: skip
    assert told[0].body["person_id"] is not None
    browser.post(here, both)
    assert len(published("events.attendance.recorded.v1")) == 2
    browser.post(here, both | {f"came-{sam}": "no"})
    assert published("events.attendance.recorded.v1")[2].version == 2
    found = project(organiser, cohort)
    assert (found["light"], found["why"]) == ("amber", "2 people missed a gathering")
    token = browser.token(here)
    assert browser.send(here, token, {f"came-{uuid.uuid4()}": "yes"}).status_code == 404
    assert browser.send(here, token, {"came-x": "yes"}).status_code == 422
    assert browser.get(here.replace("framing", "nothing")).status_code == 404
    assert browser.send(here.replace("framing", "nothing"), token, {}).status_code == 404


def test_organisers_see_every_course_and_who_has_taken_part(browser: Browser, cohort: Json) -> None:
    for page in ("/events/course", f"/events/cohorts/{cohort['slug']}/projects"):
        shown = browser.get(page).text
        assert TAUNTON in shown
        assert "Next: “Users met”" in shown
    alumni = browser.get("/events/alumni").text
    assert "Taunton Deane Borough Council (today Somerset Council)" in alumni
    assert "Sam, Kim" in alumni
    never = alumni.split("Never reached in South West")[1].split("</details>")[0]
    assert "<li>Somerset Council</li>" not in never
    assert "Exeter City Council" in never


TODAY = dt.date(2090, 10, 1)


@pytest.mark.parametrize(
    ("due", "done", "ends", "missed", "light"),
    [
        ("2090-10-01", None, "2090-12-01", 0, "green"),
        ("2090-09-30", None, "2090-12-01", 0, "amber"),
        ("2090-09-24", None, "2090-12-01", 0, "amber"),
        ("2090-09-23", None, "2090-12-01", 0, "red"),
        ("2090-09-23", "2090-09-30", "2090-12-01", 0, "green"),
        ("2090-09-23", "2090-09-30", "2090-12-01", 2, "amber"),
        ("2090-09-23", "2090-09-23", "2090-09-30", 0, "amber"),
        ("2090-09-23", "2090-09-23", "2090-09-23", 0, "red"),
    ],
)
def test_a_light_follows_from_days_alone(
    due: str, done: str | None, ends: str, missed: int, light: str
) -> None:
    one = Due("A", dt.date.fromisoformat(due), dt.date.fromisoformat(done) if done else None)
    last = dt.date.fromisoformat(ends)
    standing = light_of([one], ends_on=last, completed=False, most_missed=missed, today=TODAY)
    assert standing.light == light
    assert standing.why
    told = light_of([one], ends_on=last, completed=True, most_missed=9, today=TODAY)
    assert told.light == "green"


def test_a_link_names_one_project_and_cannot_be_made_up() -> None:
    one = uuid.uuid4()
    token = sign_link("secret", one)
    assert read_link("secret", token) == one
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", f"{token}."):
        with pytest.raises(NotFound):
            read_link("secret", wrong)
    with pytest.raises(NotFound):
        read_link("another secret", token)


def test_a_reached_milestone_needs_no_reminder() -> None:
    assert reminder_due(TODAY, TODAY, TODAY + dt.timedelta(days=9)) == ""
