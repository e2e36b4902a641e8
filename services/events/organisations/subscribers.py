"""What the events service hears of organisations."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.events.organisations.actions import follow_organisation
from shared.contracts.message import Message


def on_organisation_changed(session: Session, message: Message) -> None:
    """Keep our copy of the register."""
    follow_organisation(session, message.data, message.version)
