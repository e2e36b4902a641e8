"""What is set up around a cohort, over HTTP and by reading the mailbox alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx

from tests.journeys import steps

Json = dict[str, Any]


def make_scheme(organiser: httpx.Client, name: str) -> Json:
    """A scheme of ninety days."""
    fields = {
        "name": name,
        "partner": "A partner",
        "purpose": "Councils learn to design services with the people who use them.",
        "criteria": [{"label": "Clear challenge", "weight": 3}, {"label": "Commitment"}],
        "plan": {
            "length": 90,
            "unit": "days",
            "steps": [
                {"kind": "workshop", "title": "Framing", "day": 0},
                {"kind": "coaching", "title": "Coaching", "day": 20},
                {"kind": "milestone", "title": "Users met", "day": 30},
                {"kind": "workshop", "title": "Prototyping", "day": 40},
                {"kind": "reconvene", "title": "Reconvene", "day": 89},
            ],
        },
        "issues": ["Adult social care", "Homelessness"],
        "questions": ["Who will give their time?"],
    }
    made: Json = steps.ok(organiser.post("/events/api/schemes", json=fields), 201)
    return made


def make_cohort(organiser: httpx.Client, scheme: Json, name: str, **other: Any) -> Json:
    """A cohort of the scheme whose call is open for another month."""
    now = dt.datetime.now(dt.UTC)
    fields = {
        "scheme_id": scheme["id"],
        "name": name,
        "starts_on": (now.date() + dt.timedelta(days=60)).isoformat(),
        "opens_at": (now - dt.timedelta(days=1)).isoformat(),
        "deadline_at": (now + dt.timedelta(days=30)).isoformat(),
    } | other
    made: Json = steps.ok(organiser.post("/events/api/cohorts", json=fields), 201)
    return made


def close_call(organiser: httpx.Client, cohort: Json) -> Json:
    """Move the deadline to a moment ago."""
    address = f"/events/api/cohorts/{cohort['id']}"
    now = organiser.get(address)
    past = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)).isoformat()
    changed: Json = steps.ok(
        organiser.patch(
            address, json={"deadline_at": past}, headers={"If-Match": now.headers["ETag"]}
        )
    )
    return changed


def apply(
    visitor: httpx.Client, organiser: httpx.Client, cohort: Json, council: str, email: str
) -> str:
    """Ask for a form, and return its address from the mail."""
    page = f"/events/cohorts/{cohort['slug']}/apply"
    asked = steps.submit_form(visitor, page, name="Ada Applicant", email=email, council=council)
    assert asked.status_code in (200, 303), asked.text
    return link_in_mail(
        organiser, f"Your application to {cohort['name']}", "/events/applications/", email
    )


def send_application(
    visitor: httpx.Client, link: str, council: str, sponsor_email: str, **other: Any
) -> None:
    """Fill the form in and send it."""
    fields: dict[str, Any] = {
        "contact_name": "Ada Applicant",
        "council": council,
        "partners": "",
        "team": "Sam Carer | Head of care",
        "seats_least": "2",
        "seats_most": "2",
        "statement": "People wait too long for help at home.",
        "affected": "Carers and those they care for.",
        "outcomes": "Help within a week.",
        "issues": ["adult-social-care"],
        "answer-who-will-give-their-time": "The whole team.",
        "commitments": ["framing", "prototyping"],
        "sponsor_name": "Sid Sponsor",
        "sponsor_email": sponsor_email,
        "send": "yes",
    } | other
    sent = steps.submit_form(visitor, link, **fields)
    assert sent.status_code in (200, 303), sent.text


def link_in_mail(organiser: httpx.Client, subject: str, path: str, email: str = "") -> str:
    """Wait for a mail with a subject, to an address where one is given; return the link in it."""

    def mine() -> list[str]:
        found = [steps.read_mail(organiser, mail) for mail in steps.mails_about(organiser, subject)]
        return [steps.part(m, "plain") for m in found if email.lower() in str(m["To"]).lower()]

    texts = steps.eventually(mine, bool, seconds=60, what=f"a mail “{subject}” to {email}")
    return steps.link_in(texts[0], path)


def decide(
    organiser: httpx.Client, cohort: Json, seats: dict[str, int], reserves: list[str]
) -> None:
    """Look at the letters of a decision, and confirm it."""
    address = f"/events/api/cohorts/{cohort['id']}"
    plan: Json = {
        "chosen": [{"application_id": key, "seats": count} for key, count in seats.items()],
        "reserves": reserves,
        "reason": "They fit together.",
    }
    rehearsal = steps.ok(organiser.post(f"{address}/decision-rehearsals", json=plan))
    assert rehearsal["letters"]
    steps.ok(organiser.post(f"{address}/decision", json=plan | {"mark": rehearsal["mark"]}), 201)


def applications(organiser: httpx.Client, cohort: Json) -> dict[str, str]:
    """The ids of a cohort's applications by council."""
    address = f"/events/api/cohorts/{cohort['id']}/applications"
    return {a["council"]: a["id"] for a in steps.all_items(organiser, address)}


def take_place(visitor: httpx.Client, organiser: httpx.Client, cohort: Json, email: str) -> str:
    """Accept the place offered by mail, and return its address."""
    link = link_in_mail(organiser, f"A place in {cohort['name']}", "/events/places/", email)
    accepted = steps.submit_form(visitor, link, answer="accept")
    assert accepted.status_code in (200, 303), accepted.text
    return link


def project_link(organiser: httpx.Client, cohort: Json) -> str:
    """The address of a project from the mail to its owner."""
    return link_in_mail(organiser, f"Your project in {cohort['name']}", "/events/projects/")


def projects(organiser: httpx.Client, cohort: Json) -> list[Json]:
    """A cohort's projects and how they stand."""
    address = f"/events/api/cohorts/{cohort['id']}/projects"
    found: list[Json] = steps.ok(organiser.get(address))["items"]
    return found
