"""Reviewers join, get proposals and judge them."""

from __future__ import annotations

import datetime as dt
import html
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.events.database import database
from services.events.reviews.models import Review
from shared.auth import keys
from shared.auth.tokens import Principal, Role, sign
from tests.conftest import KeyFiles
from tests.events.conftest import Browser, Organiser
from tests.events.integration.test_sessions_api import propose

NOW = dt.datetime.now(dt.UTC)
GOOD = {"new": 5, "outcome": 4, "learn": 4}


@pytest.fixture
def reviewer(client: FlaskClient, key_files: KeyFiles) -> Callable[[str], Browser]:
    """Return the browser of a reviewer by their name."""

    def make(name: str) -> Browser:
        principal = Principal(
            subject=uuid.uuid5(uuid.NAMESPACE_URL, name),
            name=name,
            roles=frozenset([Role.REVIEWER]),
            session_id=uuid.uuid4(),
            kind="session",
            expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1),
        )
        key = keys.SigningKey.read(key_files.private)
        return Browser(client, sign(principal, key, dt.datetime.now(dt.UTC)))

    return make


def test_reviewers_join_judge_without_names_and_the_score_is_their_mean(
    browser: Browser, organiser: Organiser, reviewer: Callable[[str], Browser]
) -> None:
    edition = organiser.edition()
    mine = propose(organiser, edition, organisation_name="Bath", organisation_id=None)
    other = propose(organiser, edition, title="Drones", organisation_name="Kent County Council")
    here = f"/events/editions/{edition['slug']}"
    ada, ben = reviewer("Ada Okafor"), reviewer("Ben Shaw")
    assert "Become a reviewer" in ada.get(f"{here}/reviewing").text
    ada.post(f"{here}/reviewing", {"organisation_name": "Bath", "avoids": ""})
    ben.post(f"{here}/reviewing", {"organisation_name": "", "avoids": "LSE\n"})
    overview = browser.get(f"{here}/review").text
    assert "Ben Shaw" in overview
    shared = browser.send(f"{here}/review/assignments", browser.token(f"{here}/review"), {})
    assert shared.status_code == 303
    assert "3 reviews are given out" in browser.get(f"{here}/review").text
    assert "Drones" in ada.get(f"{here}/reviewing").text
    assert "Warmer homes" not in ada.get(f"{here}/reviewing").text, "it is her own council's"
    assert ada.get(f"{here}/reviewing/{mine['id']}").status_code == 404
    page = ben.get(f"{here}/reviewing/{other['id']}").text
    assert "Kent" not in page
    assert "hidden from you" in page
    path = f"{here}/reviewing/{other['id']}"
    wrong = ben.post(path, {"version": "1", "score-new": "9"})
    assert wrong.status_code == 422
    assert 'href="#score-new"' in wrong.text
    scores = {f"score-{k}": str(v) for k, v in GOOD.items()}
    assert ben.post(path, {"version": "1", "comment": "Yes"} | scores).status_code == 303
    assert ben.post(path, {"version": "1"} | scores).status_code == 412
    low = {f"score-{k}": "2" for k in GOOD}
    ada.post(path, {"version": "1"} | low)
    judged = organiser.get(f"/editions/{edition['id']}/reviews").json["items"]
    [drones] = [j for j in judged if j["proposal_id"] == other["id"]]
    assert (drones["mean"], drones["spread"], drones["reviewed"]) == (3.1, 2.2, 2)
    assert organiser.get(f"/proposals/{other['id']}").json["score"] == 3.1
    shown = browser.get(f"{here}/review/{other['id']}").text
    assert "Ben Shaw" in shown
    assert "Kent County Council" in shown


def test_who_has_to_do_with_a_proposal_gives_it_back_for_good(
    browser: Browser, organiser: Organiser, reviewer: Callable[[str], Browser]
) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    here = f"/events/editions/{edition['slug']}"
    ben = reviewer("Ben Shaw")
    ben.post(f"{here}/reviewing", {"organisation_name": "", "avoids": ""})
    path = f"/editions/{edition['id']}/review-assignments"
    assert organiser.post(path).json == {"reviews": 1}
    ben.post(f"{here}/reviewing/{proposal['id']}", {"conflict": "1"})
    assert "Nothing was given to you" in ben.get(f"{here}/reviewing").text
    assert organiser.post(path).json == {"reviews": 0}
    assert "has to do with it" in browser.get(f"{here}/review/{proposal['id']}").text


def test_sharing_out_again_keeps_what_was_reviewed(
    organiser: Organiser, bearer: Callable[..., dict[str, str]]
) -> None:
    edition = organiser.edition()
    proposals = [propose(organiser, edition, title=f"P{n}") for n in range(4)]
    subject = uuid.uuid4()
    reviewers, path = f"/editions/{edition['id']}/reviewers", "review-assignments"
    organiser.post(reviewers, {"subject": str(subject), "name": "Ben Shaw"})
    organiser.post(f"/editions/{edition['id']}/{path}")
    judge = bearer(Role.REVIEWER, subject=subject)
    put = {"scores": GOOD, "version": 1}
    address = f"/events/api/proposals/{proposals[0]['id']}/review"
    done = organiser.client.put(address, json=put, headers=judge)
    assert done.status_code == 200
    assert organiser.client.put(address, json=put, headers=judge).status_code == 412
    organiser.post(reviewers, {"subject": str(uuid.uuid4()), "name": "Ada Okafor"})
    organiser.client.put(
        f"/events/api/editions/{edition['id']}/review-round",
        json={"criteria": [{"label": "Worth it"}], "per_proposal": 1},
        headers=organiser.headers | {"If-Match": '"0"'},
    )
    assert organiser.post(f"/editions/{edition['id']}/{path}").json == {"reviews": 4}
    with database.reading() as session:
        kept = session.scalars(select(Review).where(Review.submitted_at.is_not(None))).one()
        counts = [r.reviewer_id for r in session.scalars(select(Review))]
    assert kept.proposal_id == uuid.UUID(proposals[0]["id"])
    assert sorted(counts.count(r) for r in set(counts)) == [2, 2]
    assert len(organiser.get(reviewers).json["items"]) == 2


def test_a_reviewer_is_taken_off_until_they_have_reviewed(
    browser: Browser, organiser: Organiser, bearer: Callable[..., dict[str, str]]
) -> None:
    edition = organiser.edition()
    proposal = propose(organiser, edition)
    here = f"/events/editions/{edition['slug']}/review"
    subject = uuid.uuid4()
    data = {"subject": str(subject), "name": "Ben Shaw"}
    made = organiser.post(f"/editions/{edition['id']}/reviewers", data).json
    organiser.post(f"/editions/{edition['id']}/review-assignments")
    organiser.client.put(
        f"/events/api/proposals/{proposal['id']}/review",
        json={"scores": GOOD, "version": 1},
        headers=bearer(Role.REVIEWER, subject=subject),
    )
    path = f"{here}/reviewers/{made['id']}"
    assert browser.send(path, browser.token(here), {}).status_code == 409
    other = organiser.post(
        f"/editions/{edition['id']}/reviewers", data | {"subject": str(uuid.uuid4())}
    ).json
    assert (
        browser.send(f"{here}/reviewers/{other['id']}", browser.token(here), {}).status_code == 303
    )
    unknown = f"{here}/reviewers/{uuid.uuid4()}"
    assert browser.send(unknown, browser.token(here), {}).status_code == 404


def test_the_criteria_are_changed_in_the_browser(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/review/settings"
    form = {"criteria": "Boldness | 3\nCost", "per_proposal": "1", "version": "0"}
    for wrong in (
        {"criteria": ""},
        {"criteria": "A | heavy"},
        {"per_proposal": "none"},
        {"criteria": "A\na"},
    ):
        assert browser.post(path, form | wrong).status_code == 422
    assert browser.post(path, form).status_code == 303
    assert browser.post(path, form).status_code == 412
    kept = organiser.get(f"/editions/{edition['id']}/review-round").json
    assert [(c["label"], c["weight"]) for c in kept["criteria"]] == [("Boldness", 3), ("Cost", 1)]
    assert (kept["is_anonymous"], kept["version"]) == (False, 1)


def test_a_groups_view_and_last_years_feedback_stand_beside_the_proposal(
    browser: Browser, organiser: Organiser
) -> None:
    last = organiser.edition(year=2089, name="Zone 2089")
    held = organiser.session(last, presenters=["Dr Ada Okafor"], title="Last year")
    put = {"rating": 4.6, "answers": 31, "comment": "Lively"}
    path = f"/events/api/sessions/{held['id']}/feedback"
    assert organiser.client.put(path, json=put, headers=organiser.headers).status_code == 204
    bad = organiser.client.put(path, json=put | {"rating": 9}, headers=organiser.headers)
    assert bad.status_code == 422
    edition = organiser.edition()
    people = [{"name": "Ada Okafor", "role": "chair"}]
    proposal = propose(organiser, edition, people=people)
    here = f"/events/editions/{edition['slug']}/review/{proposal['id']}"
    assert "“Last year”: 4.6 of 5 from 31 answers. Lively" in html.unescape(browser.get(here).text)
    assert browser.post(here, {"group_name": "", "rating": "3"}).status_code == 422
    assert browser.post(here, {"group_name": "Members", "rating": ""}).status_code == 422
    for rating in ("3", "5"):
        view = {"group_name": "Members panel", "rating": rating, "comment": "Go"}
        assert browser.post(here, view).status_code == 303
    assert "<strong>Members panel</strong>: 5 of 5. Go" in browser.get(here).text
    assert browser.get(here.replace(proposal["id"], str(uuid.uuid4()))).status_code == 404
