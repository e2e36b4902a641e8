"""Decisions with their letters, and the waiting list."""

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
from services.events.reviews.actions import answer_offer, decide, offer_places
from services.events.reviews.tasks import offer
from shared.refusals import Refusal
from tests.events.conftest import Browser, Json, Organiser, published
from tests.events.integration.test_races import race
from tests.events.integration.test_sessions_api import propose

NOW = dt.datetime.now(dt.UTC)
GOOD = {"new": 5, "outcome": 4, "learn": 4}


def known(proposal: Json) -> None:
    """Give a proposal somebody to write to."""
    with database.transaction() as session:
        session.execute(
            update(Proposal)
            .where(Proposal.id == uuid.UUID(proposal["id"]))
            .values(person_id=uuid.uuid4())
        )


def state_of(organiser: Organiser, proposal: Json) -> str:
    return str(organiser.get(f"/proposals/{proposal['id']}").json["state"])


def rehearse(organiser: Organiser, edition: Json, decision: str, *proposals: Json) -> Json:
    data = {"decision": decision, "proposals": [p["id"] for p in proposals]}
    answer = organiser.post(f"/editions/{edition['id']}/decisions/rehearsal", data)
    assert answer.status_code == 200, answer.json
    return data | {"mark": answer.json["mark"], "items": answer.json["items"]}


def confirm(organiser: Organiser, edition: Json, rehearsed: Json) -> Any:
    data = {k: v for k, v in rehearsed.items() if k != "items"}
    return organiser.post(f"/editions/{edition['id']}/decisions", data)


def letters() -> list[Json]:
    found: dict[str, Json] = {}
    for entry in published("events.letter.written.v1"):
        found[str(entry.body["letter_id"])] = entry.body
    return list(found.values())


def test_decisions_are_rehearsed_with_their_letters_and_made_once(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    one, two = propose(organiser, edition), propose(organiser, edition, title="Drones")
    known(one)
    here = f"/events/editions/{edition['slug']}/decisions"
    query = f"?decision=accepted&proposal={one['id']}&proposal={two['id']}&message=Bring+cake."
    page = html.unescape(browser.get(here + query).text)
    assert "We are glad to have “Warmer homes” in the programme" in page
    assert "Bring cake." in page
    assert "No letter: we know of nobody to write to." in page
    assert letters() == []
    assert state_of(organiser, one) == "received"
    mark = re.findall(r'name="mark" value="([^"]+)"', page)[0]
    form = {
        "decision": "accepted",
        "mark": mark,
        "message": "Bring cake.",
        "proposal": [one["id"], two["id"]],
    }
    token = browser.token(here + query)
    assert browser.send(here, token, form).status_code == 303
    [letter] = letters()
    assert letter["text"].endswith("Bring cake.")
    assert [state_of(organiser, p) for p in (one, two)] == ["accepted", "accepted"]
    again = browser.send(here, token, form)
    assert again.status_code == 412
    assert len(letters()) == 1


@pytest.mark.parametrize(
    "query", ["", "?decision=accepted", "?decision=x&proposal=1", "?decision=accepted&proposal=x"]
)
def test_a_decision_about_nothing_says_what_to_choose(
    browser: Browser, organiser: Organiser, query: str
) -> None:
    edition = organiser.edition()
    page = browser.get(f"/events/editions/{edition['slug']}/decisions{query}")
    assert "Go back and choose" in page.text


def test_what_changed_since_the_rehearsal_is_not_decided(organiser: Organiser) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    rehearsed = rehearse(organiser, edition, "rejected", proposal)
    organiser.change(f"/proposals/{proposal['id']}", 1, {"title": "Better homes"})
    refused = confirm(organiser, edition, rehearsed)
    assert (refused.status_code, state_of(organiser, proposal)) == (412, "received")
    again = rehearse(organiser, edition, "rejected", proposal)
    assert confirm(organiser, edition, again).json == {"decided": 1, "letters": 0}
    wrong = rehearse(organiser, edition, "shortlisted", proposal)
    assert "cannot become shortlisted" in wrong["items"][0]["fault"]
    assert confirm(organiser, edition, wrong).status_code == 409


def test_of_two_who_decide_at_once_one_does_and_one_letter_leaves(organiser: Organiser) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    known(proposal)
    marks = {d: rehearse(organiser, edition, d, proposal)["mark"] for d in ("accepted", "rejected")}
    results = race(
        [
            lambda d=d, m=m: decide(
                edition["id"], d, {uuid.UUID(proposal["id"])}, message="", mark=m, now=NOW
            )
            for d, m in marks.items()
        ]
    )
    assert sum(isinstance(r, Refusal) for r in results) == 1
    assert len(letters()) == 1


def waiting(organiser: Organiser, edition: Json, title: str, score: float) -> Json:
    made = propose(organiser, edition, title=title, score=score)
    known(made)
    confirm(organiser, edition, rehearse(organiser, edition, "waiting", made))
    return made


def offer_tokens() -> list[str]:
    texts = " ".join(letter["text"] for letter in letters())
    return re.findall(r"/events/proposals/offer/(\S+)", texts)


def test_a_free_place_is_offered_to_the_best_who_waits_and_taken_by_a_button(
    organiser: Organiser, visitor: Browser
) -> None:
    edition = organiser.edition(places=1)
    second, first = (waiting(organiser, edition, t, s) for t, s in (("Second", 2), ("First", 4)))
    offer()
    assert (state_of(organiser, first), state_of(organiser, second)) == ("offered", "waiting")
    assert offer_places("http://localhost:8000", NOW) == 0, "the place is held for the first"
    [token] = offer_tokens()
    path = f"/events/proposals/offer/{token}"
    assert "Take the place" in visitor.get(path).text
    assert state_of(organiser, first) == "offered", "looking answers nothing"
    assert "has a place" in visitor.post(path, {"answer": "yes"}).text
    assert state_of(organiser, first) == "accepted"
    assert visitor.post(path, {"answer": "no"}).status_code == 410


def test_an_offer_that_is_left_or_ends_goes_to_the_next(
    organiser: Organiser, visitor: Browser
) -> None:
    edition = organiser.edition(places=1, offer_days=3)
    made = [waiting(organiser, edition, f"W{n}", 5 - n) for n in range(3)]
    offer_places("http://localhost:8000", NOW)
    visitor.post(f"/events/proposals/offer/{offer_tokens()[0]}", {"answer": "no"})
    offer_places("http://localhost:8000", NOW)
    assert [state_of(organiser, p) for p in made] == ["withdrawn", "offered", "waiting"]
    late = NOW + dt.timedelta(days=3, seconds=1)
    [refused] = race([lambda: answer_offer(offer_tokens()[1], accepts=True, now=late)])
    assert isinstance(refused, Refusal)
    assert offer_places("http://localhost:8000", late) == 1
    assert [state_of(organiser, p) for p in made] == ["withdrawn", "withdrawn", "offered"]


def test_the_last_place_goes_to_one(organiser: Organiser) -> None:
    """Ticks offer it, and an organiser accepts somebody else, all at one moment."""
    edition = organiser.edition(places=1)
    waits = waiting(organiser, edition, "Waits", 3)
    new = propose(organiser, edition, title="New")
    mark = rehearse(organiser, edition, "accepted", new)["mark"]
    race(
        [
            lambda: offer_places("http://localhost:8000", NOW),
            lambda: offer_places("http://localhost:8000", NOW),
            lambda: decide(
                edition["id"], "accepted", {uuid.UUID(new["id"])}, message="", mark=mark, now=NOW
            ),
        ]
    )
    states = sorted([state_of(organiser, waits), state_of(organiser, new)])
    assert states in (["accepted", "waiting"], ["offered", "received"])
    refused = confirm(organiser, edition, rehearse(organiser, edition, "accepted", waits))
    if state_of(organiser, new) == "accepted":
        assert "has 0 of its 1 places left" in refused.json["detail"]


def test_without_a_number_of_places_nothing_is_offered(organiser: Organiser) -> None:
    edition = organiser.edition()
    waits = waiting(organiser, edition, "Waits", 3)
    assert offer_places("http://localhost:8000", NOW) == 0
    assert state_of(organiser, waits) == "waiting"
