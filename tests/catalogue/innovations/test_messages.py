"""What innovations do about messages: repeated, late and out of order."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.catalogue.database import database
from services.catalogue.innovations.actions import edit_innovation, forget_changes
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import list_changes
from services.catalogue.innovations.rules import Reader
from services.catalogue.messenger import SUBSCRIPTIONS
from services.catalogue.organisations.queries import get_bodies
from shared.bus.inbox import Inbox
from shared.contracts import Message
from tests.catalogue.conftest import NOW, Submit

SESSION_ID = uuid.uuid4()


def receive(wire_type: str, subject: uuid.UUID, version: int, data: dict[str, Any]) -> None:
    """Hand a message over as the messenger does."""
    message = Message(uuid.uuid4(), wire_type, str(subject), version, NOW, "", data)
    Inbox(database, SUBSCRIPTIONS).receive(message.to_envelope())


def showcased(version: int = 1, session_id: uuid.UUID = SESSION_ID, **changes: Any) -> None:
    """Say that a session took place."""
    data = {
        "session_id": str(session_id),
        "edition_id": str(uuid.uuid4()),
        "edition_name": "Innovation Zone 2026",
        "title": f"Taster flats, told {version}",
        "abstract": "Care leavers try living on their own.",
        "organisation_id": None,
        "organisation_name": "Gateshead Council",
        "themes": ["Housing", "children"],
        "took_place_on": "2026-07-07",
        "innovation_id": None,
    }
    receive("events.session.showcased.v1", session_id, version, data | changes)


def drafts() -> list[Innovation]:
    """Every innovation."""
    with database.reading() as session:
        return list(session.scalars(select(Innovation).order_by(Innovation.id)))


@pytest.mark.usefixtures("register")
def test_a_session_becomes_a_draft_of_its_council() -> None:
    showcased()
    [draft] = drafts()
    assert (draft.state, draft.source, draft.source_id) == ("draft", "session", str(SESSION_ID))
    assert (draft.title, draft.year) == ("Taster flats, told 1", 2026)
    assert draft.themes == ["housing", "children"]
    assert draft.organisation_id is not None


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_sessions_told_again_and_in_any_order_are_one_draft_of_the_last_word(
    client: FlaskClient, order: tuple[int, ...]
) -> None:
    for version in (*order, *order):
        showcased(version)
    [draft] = drafts()
    assert draft.title == "Taster flats, told 3"


def test_what_a_reviewer_touched_stays(client: FlaskClient) -> None:
    showcased(1)
    [draft] = drafts()
    reviewer = Reader(uuid.uuid4(), is_reviewer=True)
    edit_innovation(draft.id, {"title": "Better"}, version=1, reader=reviewer, now=NOW)
    showcased(2)
    assert drafts()[0].title == "Better"


def test_a_session_names_its_organisation_and_innovation_by_id_where_they_are_known(
    register: None, submit: Submit
) -> None:
    about = submit(published=True)
    with database.reading() as session:
        [kent] = [c for c in get_bodies(session).register.councils if c.short_name == "Kent"]
    showcased(organisation_id=str(kent.id), innovation_id=str(about.id), abstract=" ")
    showcased(
        session_id=uuid.uuid4(),
        organisation_id=str(uuid.uuid4()),
        innovation_id=str(uuid.uuid4()),
    )
    _, known, unknown = drafts()
    assert (known.organisation_id, known.continues_id) == (kent.id, about.id)
    assert known.summary == known.title
    assert unknown.organisation_id is not None
    assert unknown.continues_id is None


def test_a_changed_organisation_has_what_its_names_find_indexed_anew(
    register: None, submit: Submit
) -> None:
    old = submit(organisation="Taunton Deane Borough Council", published=True)
    submit(organisation="Taunton Deane Borough Council")
    submit(organisation="Kent County Council", published=True)
    with database.transaction() as session:
        forget_changes(session, [change.position for change in list_changes(session, 100)])
        bodies = get_bodies(session)
        [somerset] = [c for c in bodies.register.councils if c.name == "Somerset Council"]
    data = {
        "organisation_id": str(somerset.id),
        "name": somerset.name,
        "kind": "unitary",
        "region": None,
        "started_on": None,
        "ended_on": None,
    }
    receive("catalogue.organisation.changed.v1", somerset.id, 2, data)
    with database.reading() as session:
        assert [change.innovation_id for change in list_changes(session, 100)] == [old.id]


def test_a_message_from_before_is_harmless_without_a_register(client: FlaskClient) -> None:
    showcased(took_place_on=dt.date(2025, 7, 1).isoformat(), organisation_name="x" * 400)
    assert len(drafts()[0].organisation_name) == 200
