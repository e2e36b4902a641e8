"""The open call: from the first form by a mailed link to a proposal that was sent in."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from services.events.database import database
from services.events.proposals.actions import open_link, prune_drafts, save_proposal
from services.events.proposals.models import Proposal, ProposalLink
from services.events.proposals.tasks import prune
from shared.refusals import Refusal
from tests.events.conftest import Browser, Json, Organiser, published
from tests.events.integration.test_races import race

START = {
    "name": "Ada Okafor",
    "email": "ada@leeds.example",
    "organisation_name": "Leeds City Council",
    "title": "Warmer homes",
}
FULL = {
    "title": "Warmer homes",
    "organisation_name": "Leeds City Council",
    "organisation_kind": "council",
    "format": "workshop",
    "abstract": "How we insulated 400 homes.",
    "people": "Ada Okafor | chair\nBen Shaw",
    "available": "2090-07-04 09:00-12:30",
    "needs": "screen",
    "themes": ["housing"],
}


@pytest.fixture
def call(organiser: Organiser) -> Json:
    """An edition whose call is open."""
    return organiser.edition(call_is_open=True)


def links() -> list[str]:
    """The paths of the links mailed so far, oldest first."""
    texts = [entry.body["text"] for entry in published("events.letter.written.v1")]
    return [found[0] for t in texts if (found := re.findall(r"/events/proposals/link/\S+", t))]


def begin(visitor: Browser, edition: Json) -> str:
    """Begin a proposal, open it by its link, and return the address of its form."""
    sent = visitor.post(f"/events/{edition['slug']}/propose", START)
    assert sent.status_code == 303, sent.text
    opened = visitor.post(links()[-1], {})
    assert opened.status_code == 303, opened.text
    return str(opened.headers["Location"])


def fill(visitor: Browser, path: str, **other: Any) -> Any:
    version = re.findall(r'name="version" value="(\d+)"', visitor.get(path).text)[0]
    return visitor.post(path, FULL | {"version": version} | other)


def only(organiser: Organiser, edition: Json) -> Json:
    [made] = organiser.get(f"/editions/{edition['id']}/proposals").json["items"]
    found: Json = made
    return found


def test_a_visitor_proposes_by_a_mailed_link(
    visitor: Browser, organiser: Organiser, call: Json
) -> None:
    path = begin(visitor, call)
    draft = only(organiser, call)
    assert (draft["state"], draft["source"], draft["submitted_at"]) == ("draft", "call", None)
    [person] = published("events.person.offered.v1")
    assert person.personal
    assert person.body["email"] == "ada@leeds.example"
    assert draft["person_id"] == person.body["person_id"]
    assert fill(visitor, path, submit="1").status_code == 303
    made = only(organiser, call)
    assert (made["state"], made["format"], made["themes"]) == ("received", "workshop", ["housing"])
    assert [(p["name"], p["role"]) for p in made["people"]] == [
        ("Ada Okafor", "chair"),
        ("Ben Shaw", "presenter"),
    ]
    assert made["available"][0]["starts"] == "2090-07-04T08:00:00+00:00"
    assert f"Its reference is {made['reference']}" in visitor.get(path).text
    letters = [e.body["subject"] for e in published("events.letter.written.v1")]
    assert letters == [
        "Your proposal for Innovation Zone 2090",
        "We have your proposal for Innovation Zone 2090",
    ]
    assert fill(visitor, path, abstract="Better words").status_code == 303
    assert only(organiser, call)["abstract"] == "Better words"
    assert len(published("events.letter.written.v1")) == 2, "a change is not acknowledged again"


def test_the_address_is_kept_nowhere_here(visitor: Browser, call: Json) -> None:
    begin(visitor, call)
    with database.reading() as session:
        rows = [*session.scalars(select(Proposal)), *session.scalars(select(ProposalLink))]
        for row in rows:
            assert "ada@leeds.example" not in repr(vars(row))
        token = links()[0].rsplit("/", 1)[1]
        assert token not in repr([vars(row) for row in rows])


def test_looking_at_the_link_does_not_spend_it_and_pressing_does(
    visitor: Browser, call: Json
) -> None:
    visitor.post(f"/events/{call['slug']}/propose", START)
    [link] = links()
    for _ in range(3):
        assert "Open my proposal" in visitor.get(link).text
    assert visitor.post(link, {}).status_code == 303
    assert visitor.post(link, {}).status_code == 410


def test_of_many_who_press_one_link_at_once_one_gets_in(visitor: Browser, call: Json) -> None:
    visitor.post(f"/events/{call['slug']}/propose", START)
    token = links()[0].rsplit("/", 1)[1]
    results = race([lambda: open_link(token, dt.datetime.now(dt.UTC))] * 4)
    assert sum(isinstance(r, Refusal) for r in results) == 3


def test_a_link_ends_and_nobody_else_gets_in(
    visitor: Browser, browser: Browser, call: Json
) -> None:
    path = begin(visitor, call)
    assert browser.get(path).status_code == 410
    visitor.post(f"/events/{call['slug']}/propose", START)
    token = links()[-1].rsplit("/", 1)[1]
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=14, seconds=1)
    [late] = race([lambda: open_link(token, later)])
    assert isinstance(late, Refusal)


def test_what_is_saved_is_found_again_by_a_new_link(
    visitor: Browser, organiser: Organiser, call: Json
) -> None:
    path = begin(visitor, call)
    with database.transaction() as session:
        old = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
        session.execute(update(ProposalLink).values(created_at=old))
    assert fill(visitor, path, later="1", abstract="Half a tho").status_code == 303
    assert only(organiser, call)["state"] == "draft"
    assert len(links()) == 2
    fill(visitor, path, later="1")
    assert len(links()) == 2, "not a mail with every press"
    other = Browser(visitor.client.application.test_client(), None)
    opened = other.post(links()[1], {})
    assert "How we insulated" in other.get(opened.headers["Location"]).text


@pytest.mark.parametrize(
    ("change", "sentence", "target"),
    [
        ({"title": ""}, "Enter a title", "title"),
        ({"abstract": "", "submit": "1"}, "Say what it is about", "abstract"),
        ({"people": "Ada | king"}, "is not a role", "people"),
        ({"available": "tomorrow"}, "is not a time like", "available"),
        ({"duration_minutes": "1"}, "5 to 480 minutes", "duration_minutes"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visitor: Browser, call: Json, change: Json, sentence: str, target: str
) -> None:
    path = begin(visitor, call)
    page = fill(visitor, path, **change)
    assert page.status_code == 422
    assert sentence in html.unescape(page.text)
    assert f'href="#{target}"' in page.text
    assert "screen" in page.text


@pytest.mark.parametrize("name", list(START))
def test_each_thing_is_asked_for_at_the_beginning(visitor: Browser, call: Json, name: str) -> None:
    page = visitor.post(f"/events/{call['slug']}/propose", START | {name: " "})
    assert page.status_code == 422
    assert f'href="#{name}"' in page.text
    assert published("events.person.offered.v1") == []


def test_a_closed_call_takes_nothing(visitor: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/events/{edition['slug']}/propose"
    assert "is not open" in visitor.get(path).text
    assert visitor.send(path, "", START).status_code == 400
    assert "takes no proposals now" in _send_anyway(visitor, organiser, path).text


def _send_anyway(visitor: Browser, organiser: Organiser, path: str) -> Any:
    """Send the form that was opened while another edition's call was open."""
    other = organiser.edition(year=2091, name="Another", call_is_open=True)
    return visitor.send(path, visitor.token(f"/events/{other['slug']}/propose"), START)


AUTUMN = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)  # 1:30am for the second time


@pytest.mark.parametrize(
    ("late", "taken"),
    [
        (dt.timedelta(), True),
        (dt.timedelta(minutes=10), True),
        (dt.timedelta(minutes=10, seconds=1), False),
    ],
)
def test_the_deadline_has_a_grace_and_then_ends(
    visitor: Browser, organiser: Organiser, late: dt.timedelta, taken: bool
) -> None:
    from services.events.proposals.schemas import PROPOSAL_CHANGE

    edition = organiser.edition(
        year=2027,
        call_is_open=True,
        call_grace_minutes=10,
    )
    visitor.post(f"/events/{edition['slug']}/propose", START)
    organiser.change(f"/editions/{edition['id']}", 1, {"call_deadline": AUTUMN.isoformat()})
    made = only(organiser, edition)
    changes = PROPOSAL_CHANGE.load({"abstract": "In time"})

    def save() -> Proposal:
        return save_proposal(
            uuid.UUID(made["id"]), changes, lambda _: None, submit=True, now=AUTUMN + late
        )

    [result] = race([save])
    assert isinstance(result, Refusal) != taken
    assert only(organiser, edition)["state"] == ("received" if taken else "draft")


def test_what_is_being_decided_cannot_be_changed(
    visitor: Browser, organiser: Organiser, call: Json
) -> None:
    path = begin(visitor, call)
    token = visitor.token(path)
    with database.transaction() as session:
        session.execute(update(Proposal).values(state="shortlisted"))
    assert "can no longer be changed here" in visitor.get(path).text
    page = visitor.send(path, token, FULL | {"version": "1"})
    assert page.status_code == 409


def test_two_tabs_do_not_overwrite_each_other(visitor: Browser, call: Json) -> None:
    path = begin(visitor, call)
    assert fill(visitor, path).status_code == 303
    assert fill(visitor, path, version="1").status_code == 412


@pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
def test_drafts_are_kept_ninety_days(
    visitor: Browser, organiser: Organiser, call: Json, days: int, kept: bool
) -> None:
    begin(visitor, call)
    now = dt.datetime.now(dt.UTC)
    assert prune_drafts(now + dt.timedelta(days=days)) == (0 if kept else 1)
    left = organiser.get(f"/editions/{call['id']}/proposals").json["items"]
    assert len(left) == (1 if kept else 0)
    prune()


def test_many_at_once_are_asked_to_wait(
    visitor: Browser, call: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.events.proposals.actions.calling._MOST_A_MINUTE", 1)
    begin(visitor, call)
    page = visitor.post(f"/events/{call['slug']}/propose", START)
    assert page.status_code == 429
    assert "Wait a minute" in page.text
