"""What other services' messages do here, repeated and in any order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from services.events.database import database
from services.events.proposals.models import Proposal
from services.events.reports.models import CampaignFigures
from shared.bus.models import FailedMessage
from shared.contracts.message import Message
from shared.db import new_id
from tests.events.conftest import Browser, Organiser, session_data

Receive = Callable[[Message], None]
BEGAN = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)


def answered(
    invitation: uuid.UUID, edition: uuid.UUID | str | None, version: int, answer: str, **other: Any
) -> Message:
    data = {
        "invitation_id": str(invitation),
        "campaign_id": str(uuid.UUID(int=7)),
        "edition_id": str(edition) if edition else None,
        "person_id": str(uuid.UUID(int=8)),
        "organisation_id": str(uuid.UUID(int=9)),
        "organisation_name": "Leeds City Council",
        "answer": answer,
        "comment": f"Answer {version}",
        "innovation_id": str(uuid.UUID(int=10)),
        "innovation_title": "Warmer homes",
        "innovation_summary": "How we insulated 400 homes.",
        "themes": ["climate"],
    }
    return Message(
        id=new_id(),
        type="notifications.invitation.answered.v1",
        subject=str(invitation),
        version=version,
        time=BEGAN + dt.timedelta(hours=version),
        traceparent="",
        data=data | other,
    )


def finished(campaign: uuid.UUID, edition: str | None, version: int, sent: int) -> Message:
    return Message(
        id=new_id(),
        type="notifications.campaign.finished.v1",
        subject=str(campaign),
        version=version,
        time=BEGAN,
        traceparent="",
        data={
            "campaign_id": str(campaign),
            "edition_id": edition,
            "name": "First invitations",
            "recipients": 120,
            "sent": sent,
            "suppressed": 3,
            "failed": 2,
            "uncertain": 1,
            "finished_at": BEGAN.isoformat(),
        },
    )


def test_an_acceptance_becomes_a_proposal(organiser: Organiser, receive: Receive) -> None:
    edition = organiser.edition()
    receive(answered(uuid.uuid4(), edition["id"], 1, "accepted"))
    [proposal] = organiser.get(f"/editions/{edition['id']}/proposals").json["items"]
    assert proposal["state"] == "received"
    assert proposal["title"] == "Warmer homes"
    assert proposal["abstract"] == "How we insulated 400 homes."
    assert proposal["organisation_name"] == "Leeds City Council"
    assert proposal["person_id"] == str(uuid.UUID(int=8))
    assert proposal["innovation_id"] == str(uuid.UUID(int=10))
    assert proposal["comment"] == "Answer 1"


def test_an_acceptance_waits_for_an_edition_that_is_not_known_yet(
    organiser: Organiser, receive: Receive
) -> None:
    edition_id = uuid.uuid4()
    receive(answered(uuid.uuid4(), edition_id, 1, "accepted"))
    assert organiser.get(f"/editions/{edition_id}/proposals").status_code == 404
    edition = organiser.edition()
    # No other service makes editions; the id is given here as a restored database would have it.
    with database.transaction() as session:
        row = session.scalars(select(Proposal)).one()
        row.edition_id = uuid.UUID(edition["id"])
    assert organiser.get(f"/editions/{edition['id']}/proposals").json["items"]


def test_a_changed_mind_withdraws_the_proposal_and_its_session_says_so(
    organiser: Organiser, receive: Receive, browser: Browser
) -> None:
    edition = organiser.edition()
    invitation = uuid.uuid4()
    receive(answered(invitation, edition["id"], 1, "accepted"))
    path = f"/editions/{edition['id']}/proposals"
    [proposal] = organiser.get(path).json["items"]
    organiser.session(edition, proposal_id=proposal["id"])
    receive(answered(invitation, edition["id"], 2, "declined"))
    [withdrawn] = organiser.get(path).json["items"]
    assert (withdrawn["id"], withdrawn["state"]) == (proposal["id"], "withdrawn")
    assert "They have withdrawn" in browser.get(f"/events/editions/{edition['slug']}").text
    [planned] = organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    organiser.delete(f"/sessions/{planned['id']}", planned["version"])
    again = organiser.post(
        f"/editions/{edition['id']}/sessions", session_data(edition, proposal_id=proposal["id"])
    )
    assert again.json["type"].endswith("proposal-withdrawn")


def test_an_answer_to_no_edition_is_nothing_to_schedule(
    organiser: Organiser, receive: Receive
) -> None:
    receive(answered(uuid.uuid4(), None, 1, "accepted"))
    receive(finished(uuid.uuid4(), None, 1, 5))
    with database.reading() as session:
        assert session.scalars(select(Proposal)).all() == []
        assert session.scalars(select(CampaignFigures)).all() == []
        assert session.scalars(select(FailedMessage)).all() == []


_answers = st.lists(st.sampled_from(["accepted", "declined", "later"]), min_size=1, max_size=5)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(answers=_answers, data=st.data())
def test_answers_repeated_and_shuffled_lead_to_the_same_state(
    receive: Receive, answers: list[str], data: st.DataObject
) -> None:
    invitation, edition = uuid.uuid4(), uuid.uuid4()
    messages = [answered(invitation, edition, n, a) for n, a in enumerate(answers, start=1)]
    repeated = data.draw(st.lists(st.sampled_from(messages), max_size=3))
    for message in data.draw(st.permutations(messages + repeated)):
        receive(message)
    states = {"accepted": "received", "declined": "withdrawn", "later": "postponed"}
    with database.transaction() as session:
        [row] = session.scalars(select(Proposal)).all()
        assert (row.state, row.answer_version) == (states[answers[-1]], len(answers))
        assert row.comment == f"Answer {len(answers)}"
        assert row.changed_at == BEGAN + dt.timedelta(hours=len(answers))
        session.execute(delete(Proposal))


@pytest.mark.parametrize("order", [[1, 2], [2, 1], [2, 1, 2]])
def test_a_campaigns_newest_figures_are_shown_with_its_edition(
    organiser: Organiser, receive: Receive, browser: Browser, order: list[int]
) -> None:
    edition = organiser.edition()
    campaign = uuid.uuid4()
    for version in order:
        receive(finished(campaign, edition["id"], version, 110 + version))
    page = browser.get(f"/events/editions/{edition['slug']}").text
    assert "First invitations" in page
    assert '<dd class="govuk-body">112</dd>' in page
    assert '<dd class="govuk-body">111</dd>' not in page
