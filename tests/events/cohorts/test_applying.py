"""A council applies by mailed links; its sponsor confirms; the deadline holds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from services.events.applications.actions import begin_application, open_calls, save_application
from services.events.applications.queries import get_by_token
from services.events.applications.tasks import send_forms
from services.events.cohorts.rules import CallClosed
from services.events.database import database
from shared.refusals import NotFound, TooMany
from tests.events.cohorts.applying_steps import begin, filled, letters, link_of
from tests.events.cohorts.conftest import at, make_cohort
from tests.events.conftest import Browser, Organiser, published
from tests.events.organisations.telling import tell_councils

Json = dict[str, Any]
HOME = "http://localhost:8000"


def application_of(organiser: Organiser, cohort: Json) -> Json:
    """The cohort's only application."""
    [found] = organiser.get(f"/cohorts/{cohort['id']}/applications").json["items"]
    one: Json = found
    return one


def test_an_applicant_saves_comes_back_and_sends(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    tell_councils()
    link = begin(visitor, cohort)
    page = visitor.get(link).text
    assert "1 of 9 parts are complete" in page
    saved = visitor.post(
        link, {"version": "1", "council": "Leeds City Council", "statement": "We wait"}
    )
    assert saved.status_code == 303
    assert "We wait" in visitor.get(link).text
    early = visitor.post(link, filled(2, team="", send="yes"))
    assert early.status_code == 422
    assert "complete: team members" in early.text
    assert application_of(organiser, cohort)["state"] == "draft"
    sent = visitor.post(link, filled(3, send="yes", sponsor_email=""))
    assert sent.status_code == 303, sent.text
    found = application_of(organiser, cohort)
    assert found["state"] == "submitted"
    assert [c["name"] for c in found["councils"]] == ["Leeds City Council", "York City Council"]
    assert found["team"] == [
        {"name": "Sam Carer", "role": "Head of care"}, {"name": "To Be Found", "role": ""},
    ]  # fmt: skip
    assert found["commitments"] == ["framing", "prototyping"]
    assert len(letters("application-received")) == len(letters("sponsor-asked")) == 1
    again = visitor.post(link, filled(found["version"], send="yes", sponsor_email=""))
    assert again.status_code == 303
    assert len(letters("application-received")) == len(letters("sponsor-asked")) == 1


def test_addresses_and_tokens_are_not_kept(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    link = begin(visitor, cohort)
    visitor.post(link, filled(1, send="yes"))
    token = link.rsplit("/", 1)[1]
    with database.engine.connect() as connection:
        [(row,)] = connection.exec_driver_sql("SELECT applications::text FROM applications").all()
    assert "Ada Applicant" in row
    assert token not in row
    assert "leeds.example" not in row
    people = [e.body["email"] for e in published("events.person.offered.v1")]
    assert people == ["ada@leeds.example", "sid@leeds.example"]


def test_a_sponsors_link_is_spent_by_the_button_alone(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    link = begin(visitor, cohort)
    visitor.post(link, filled(1, send="yes"))
    asked = link_of("sponsor-asked")
    for _ in range(2):
        shown = visitor.get(asked)
        assert shown.status_code == 200
        assert "I support this application" in shown.text
    visitor.client.head(asked, base_url=HOME)
    assert visitor.client.post(asked, base_url=HOME).status_code == 400  # no form of ours
    assert application_of(organiser, cohort)["sponsor_confirmed_at"] is None
    assert visitor.post(asked, {}).status_code == 303
    first = application_of(organiser, cohort)["sponsor_confirmed_at"]
    assert first is not None
    assert "You confirmed" in visitor.get(asked).text
    assert "confirmed it on" in visitor.get(link).text
    token = re.search(r'csrf_token" value="([^"]+)', visitor.get(link).text)
    assert token
    visitor.send(asked, token[1], {})
    assert application_of(organiser, cohort)["sponsor_confirmed_at"] == first


def test_another_sponsor_is_asked_anew(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    link = begin(visitor, cohort)
    visitor.post(link, filled(1, send="yes"))
    first = link_of("sponsor-asked")
    visitor.post(first, {})
    version = application_of(organiser, cohort)["version"]
    visitor.post(link, filled(version, sponsor_name="Nora", sponsor_email="nora@leeds.example"))
    assert application_of(organiser, cohort)["sponsor_confirmed_at"] is None
    assert visitor.get(first).status_code == 404
    assert visitor.get(link_of("sponsor-asked")).status_code == 200


def test_two_of_a_team_do_not_overwrite_each_other(visitor: Browser, cohort: Json) -> None:
    link = begin(visitor, cohort)
    assert visitor.post(link, filled(1, statement="First")).status_code == 303
    late = visitor.post(link, filled(1, statement="Second"))
    assert late.status_code == 412
    assert "Somebody else of your team" in late.text
    assert "Second" in late.text
    assert "First" in visitor.get(link).text


def test_an_application_is_withdrawn_and_brought_back(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    link = begin(visitor, cohort)
    visitor.post(link, filled(1, send="yes"))
    assert visitor.get(f"{link}/withdraw").status_code == 200
    assert visitor.post(f"{link}/withdraw", {}).status_code == 303
    found = application_of(organiser, cohort)
    assert found["state"] == "withdrawn"
    visitor.post(link, filled(found["version"]))
    assert application_of(organiser, cohort)["state"] == "draft"
    told = published("events.application.received.v1")
    assert [e.body["withdrawn"] for e in told] == [False, True]
    assert told[1].version > told[0].version
    assert told[0].body["event_id"] == cohort["id"]
    assert told[0].body["person_id"] is not None


def test_what_is_wrong_is_said_beside_its_field(visitor: Browser, cohort: Json) -> None:
    address = f"/events/cohorts/{cohort['slug']}/apply"
    wrong = visitor.post(address, {"name": "", "email": "nobody", "council": "X"})
    assert wrong.status_code == 422
    assert 'href="#name"' in wrong.text
    assert 'href="#email"' in wrong.text
    link = begin(visitor, cohort)
    for field, value in [("issues", "whales"), ("seats_most", "0"), ("sponsor_email", "sid")]:
        answer = visitor.post(link, filled(1, **{field: value}))
        assert answer.status_code == 422, field
        assert f'href="#{field}"' in answer.text
    assert visitor.get("/events/applications/nonsense").status_code == 404


def test_an_organiser_mails_a_new_link_and_the_old_one_ends(
    organiser: Organiser, browser: Browser, visitor: Browser, cohort: Json
) -> None:
    link = begin(visitor, cohort)
    found = application_of(organiser, cohort)
    page = f"/events/cohorts/{cohort['slug']}/applications/{found['id']}"
    assert browser.send(f"{page}/link", browser.token(page), {}).status_code == 303
    assert visitor.get(link).status_code == 404
    assert visitor.get(link_of("application-link")).status_code == 200
    entered = organiser.post(f"/cohorts/{cohort['id']}/applications", {"council": "York"}).json
    other = f"/events/cohorts/{cohort['slug']}/applications/{entered['id']}"
    refused = browser.send(f"{other}/link", browser.token(page), {})
    assert refused.status_code == 409
    assert browser.get(page.replace(cohort["slug"], "elsewhere")).status_code == 404


def test_interest_waits_until_the_call_opens(
    organiser: Organiser, visitor: Browser, scheme: Json
) -> None:
    cohort = make_cohort(
        organiser, scheme, opens_at="2089-01-01T09:00:00Z", deadline_at="2089-03-01T09:00:00Z"
    )
    address = f"/events/cohorts/{cohort['slug']}/apply"
    form = {"name": "Ada", "email": "ada@leeds.example", "council": "Leeds City Council"}
    assert visitor.post(address, form).status_code == 303
    assert "when applications" in visitor.get(f"{address}/sent").text
    assert application_of(organiser, cohort)["state"] == "interested"
    assert len(letters("interest-registered")) == 1
    assert "9am on Saturday 1 January 2089" in letters("interest-registered")[0]["text"]
    send_forms()
    assert letters("application-link") == []
    opened = at("2089-01-01T09:00:00+00:00")
    assert open_calls(HOME, opened) == 1
    assert open_calls(HOME, opened) == 0
    assert visitor.get(link_of("application-link")).status_code == 200
    assert application_of(organiser, cohort)["state"] == "draft"


# The clocks of London go forward on 27 March 2089 at 1am and back on 30 October at 2am.
@pytest.mark.parametrize(
    ("deadline", "grace", "inside", "outside"),
    [
        # no grace: the deadline's own moment counts, in summer time and in winter time
        ("2089-03-27T17:00:00+01:00", 0, "2089-03-27T16:00:00Z", "2089-03-27T16:00:01Z"),
        ("2089-10-30T17:00:00+00:00", 0, "2089-10-30T17:00:00Z", "2089-10-30T17:00:01Z"),
        # grace over the night the clocks go forward is real time, not the clock's
        ("2089-03-27T00:30:00+00:00", 60, "2089-03-27T02:30:00+01:00", "2089-03-27T02:30:01+01:00"),
        # the hour that comes twice: half past one before and after the change are an hour apart
        ("2089-10-30T01:30:00+01:00", 0, "2089-10-30T01:30:00+01:00", "2089-10-30T01:30:00+00:00"),
        ("2089-10-30T01:30:00+01:00", 60, "2089-10-30T01:30:00+00:00", "2089-10-30T01:30:01+00:00"),
    ],
)
def test_the_deadline_holds_to_the_second_when_the_clocks_change(
    organiser: Organiser, visitor: Browser, scheme: Json,
    deadline: str, grace: int, inside: str, outside: str,
) -> None:  # fmt: skip
    cohort = make_cohort(organiser, scheme, deadline_at=deadline, grace_minutes=grace)
    token = begin(visitor, cohort).rsplit("/", 1)[1]

    def save(moment: str, text: str) -> None:
        fields = {"statement": text}
        save_application(token, fields, lambda _: None, public_url=HOME, now=at(moment))

    save(inside, "in time")
    with pytest.raises(CallClosed, match="deadline has passed"):
        save(outside, "too late")
    with database.reading() as session:
        assert get_by_token(session, token).statement == "in time"
    details: Json = {"name": "B", "email": "b@b.example", "council": "York", "public_url": HOME}
    with pytest.raises(CallClosed):
        begin_application(cohort["id"], now=at(outside), **details)


def test_after_the_deadline_the_form_is_shown_and_not_taken(
    organiser: Organiser, visitor: Browser, cohort: Json
) -> None:
    link = begin(visitor, cohort)
    path = f"/cohorts/{cohort['id']}"
    over = organiser.change(path, 1, {"deadline_at": "2020-06-01T00:00:00Z"})
    assert over.json["state"] == "selecting"
    shown = visitor.get(link).text
    assert "can no longer be changed" in shown
    assert "Save and send" not in shown
    assert visitor.post(link, filled(1)).status_code == 409
    assert "has closed" in visitor.get(f"/events/cohorts/{cohort['slug']}/apply").text
    other = visitor.send(
        f"/events/cohorts/{cohort['slug']}/apply",
        visitor.token(link),
        {"name": "B", "email": "b@b.example", "council": "York"},
    )
    assert other.status_code == 409


def test_a_flood_of_forms_is_slowed(
    monkeypatch: pytest.MonkeyPatch, visitor: Browser, cohort: Json
) -> None:
    monkeypatch.setattr("services.events.applications.actions.applying._MOST_AN_HOUR", 1)
    begin(visitor, cohort)
    with pytest.raises(TooMany):
        begin_application(
            cohort["id"], name="B", email="b@b.example", council="York", public_url=HOME,
            now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    with pytest.raises(NotFound), database.reading() as session:
        get_by_token(session, "nonsense")
