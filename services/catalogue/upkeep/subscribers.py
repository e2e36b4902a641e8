"""What the catalogue does when a person is to be forgotten."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.catalogue.upkeep.actions import forget_people
from shared.contracts import Message


def on_contact_erased(session: Session, message: Message) -> None:
    """Forget the searches that were kept for the person."""
    forget_people(session, message.data["person_ids"])
