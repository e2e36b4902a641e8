"""What campaigns hear from the other services."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.notifications.campaigns.actions import (
    follow_edition,
    follow_innovation,
    forget_innovation,
)
from shared.contracts import Message


def on_innovation_published(session: Session, message: Message) -> None:
    """Know what a council has done, on which themes."""
    follow_innovation(session, message.data, message.version)


def on_innovation_withdrawn(session: Session, message: Message) -> None:
    """Invite nobody for it any more."""
    forget_innovation(session, message.data["innovation_id"], message.version)


def on_edition_opened(session: Session, message: Message) -> None:
    """Know what can be invited to."""
    follow_edition(session, message.data, message.version)
