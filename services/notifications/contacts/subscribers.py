"""What contacts hear from the other services."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from services.notifications.contacts.actions import (
    follow_organisation,
    record_consent,
    record_person,
)
from services.notifications.settings import read_settings
from shared.bus import enqueue
from shared.contracts import Message


def on_organisation_changed(session: Session, message: Message) -> None:
    """Keep our copy of the register, and look again whom contacts without a council mean."""
    follow_organisation(session, message.data, message.version)
    enqueue(session, "notifications.match-contacts")


def on_person_offered(session: Session, message: Message) -> None:
    """Know the person as a contact."""
    key = read_settings().address_key
    record_person(session, message.data, message.version, key, dt.datetime.now(dt.UTC))


def on_consent_given(session: Session, message: Message) -> None:
    """Know what the person wants to get."""
    record_consent(session, message.data, message.time)
