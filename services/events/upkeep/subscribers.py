"""What the events service does when a person is to be forgotten."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.events.upkeep.actions import forget_people
from shared.contracts.message import Message


def on_contact_erased(session: Session, message: Message) -> None:
    """Forget the names and words tied to the person's ids."""
    forget_people(session, message.data["person_ids"])
