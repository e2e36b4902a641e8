"""What proposals make of the other services' messages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.events.proposals.actions import take_answer
from shared.contracts.message import Message


def on_invitation_answered(session: Session, message: Message) -> None:
    """An acceptance becomes a proposal, a changed mind changes it."""
    take_answer(session, message)
