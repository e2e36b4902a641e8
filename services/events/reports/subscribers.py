"""What reports make of the other services' messages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.events.reports.actions import keep_campaign_figures
from shared.contracts.message import Message


def on_campaign_finished(session: Session, message: Message) -> None:
    """A finished campaign's figures are shown with its edition."""
    keep_campaign_figures(session, message)
