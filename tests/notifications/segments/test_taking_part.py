"""Who attended and applied is known as the events service tells it, in any order."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from services.notifications.database import database
from services.notifications.messenger import SUBSCRIPTIONS
from services.notifications.segments.models import Participation
from shared.contracts import Message
from shared.contracts.events import ApplicationReceived, AttendanceRecorded
from shared.contracts.message import contract_of


def hear(schema: Any, data: dict[str, Any], version: int) -> None:
    typed = contract_of(schema.wire_type).load(data)
    subject = str(next(iter(data.values())))
    message = Message(
        uuid.uuid4(), schema.wire_type, subject, version, dt.datetime.now(dt.UTC), "", typed
    )
    with database.transaction() as session:
        for reaction in SUBSCRIPTIONS[schema]:
            reaction(session, message)


def standing() -> dict[str, bool]:
    with database.reading() as session:
        return {p.kind: p.stands for p in session.scalars(select(Participation))}


def test_the_latest_version_counts_whatever_came_last(client: FlaskClient) -> None:
    data = {
        "attendance_id": str(uuid.uuid4()),
        "event_id": str(uuid.uuid4()),
        "event_name": "Innovation Zone 2026",
        "person_id": None,
        "organisation_id": str(uuid.uuid4()),
        "attended_on": "2026-07-08",
    }
    hear(AttendanceRecorded, data | {"attended": False}, 2)
    hear(AttendanceRecorded, data, 1)
    hear(AttendanceRecorded, data | {"attended": False}, 2)
    application = {
        "application_id": str(uuid.uuid4()),
        "event_id": str(uuid.uuid4()),
        "event_name": "Design in the Public Sector",
        "person_id": str(uuid.uuid4()),
        "organisation_id": None,
        "received_on": "2026-03-01",
    }
    hear(ApplicationReceived, application, 1)
    assert standing() == {"attended": False, "applied": True}
    hear(ApplicationReceived, application | {"withdrawn": True}, 2)
    assert standing() == {"attended": False, "applied": False}
