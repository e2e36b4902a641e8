"""A person whom notifications forgets is forgotten here too, in any order and however often we hear it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import select, update

from services.events.database import database
from services.events.editions.models import Edition
from services.events.proposals.models import Proposal
from services.events.upkeep.actions import FORGOTTEN
from shared.contracts.message import Message
from shared.db import new_id
from tests.events.conftest import Organiser
from tests.events.integration.test_messages import answered

PERSON, OTHER = uuid.UUID(int=8), uuid.UUID(int=88)


def erased(*ids: uuid.UUID) -> Message:
    return Message(
        id=new_id(),
        type="notifications.contact.erased.v1",
        subject=str(ids[0]),
        version=2,
        time=dt.datetime(2090, 2, 1, tzinfo=dt.UTC),
        traceparent="",
        data={"person_ids": [str(one) for one in ids]},
    )


def test_names_and_words_tied_to_the_person_go_and_others_stay(
    organiser: Organiser, receive: Callable[[Message], None]
) -> None:
    edition = organiser.edition()
    receive(answered(uuid.uuid4(), edition["id"], 1, "accepted"))
    receive(answered(uuid.uuid4(), edition["id"], 1, "accepted", person_id=str(OTHER)))
    people = [
        {"name": "Jo Doe", "person_id": str(PERSON)},
        {"name": "Ann Other", "person_id": str(OTHER)},
    ]
    with database.transaction() as session:
        session.execute(update(Proposal).values(people=people))
        session.execute(update(Edition).values(publicity_name="Jo Doe", publicity_person_id=PERSON))
    for _ in range(2):
        receive(erased(uuid.uuid4(), PERSON))
    with database.reading() as session:
        rows = session.scalars(select(Proposal).order_by(Proposal.comment)).all()
        assert [(row.person_id, row.comment) for row in rows] == [(None, ""), (OTHER, "Answer 1")]
        for row in rows:
            assert row.people == [{"name": FORGOTTEN, "person_id": None}, people[1]]
        kept = session.scalars(select(Edition)).one()
        assert (kept.publicity_name, kept.publicity_person_id) == ("", None)
