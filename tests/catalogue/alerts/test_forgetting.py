"""A person whom notifications forgets has no saved search any more."""

from __future__ import annotations

import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from services.catalogue.alerts.models import SavedSearch
from services.catalogue.database import database
from services.catalogue.messenger import SUBSCRIPTIONS
from shared.bus.inbox import Inbox
from tests.catalogue.alerts.test_saving import ask


def test_their_searches_go_and_others_stay(
    client: FlaskClient, register: None, index_dir: None
) -> None:
    for email in ("jo@council.example", "ann@council.example"):
        ask(client, email)
    with database.reading() as session:
        jo, ann = session.scalars(select(SavedSearch.person_id).order_by(SavedSearch.id)).all()
    inbox = Inbox(database, SUBSCRIPTIONS)
    envelope = {
        "id": str(uuid.uuid4()), "type": "notifications.contact.erased.v1", "subject": str(jo),
        "version": 1, "time": "2026-03-04T12:00:00+00:00", "data": {"person_ids": [str(jo)]},
    }  # fmt: skip
    inbox.receive(envelope)
    with database.reading() as session:
        assert session.scalars(select(SavedSearch.person_id)).all() == [ann]
