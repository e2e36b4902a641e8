"""What segments hear from the events service: who attended, who applied."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.notifications.segments.actions import record_participation
from shared.contracts import Message


def on_attendance_recorded(session: Session, message: Message) -> None:
    """Know who attended, or that it was a mistake."""
    data = message.data
    record_participation(
        session,
        "attended",
        data["attendance_id"],
        {
            "event_id": data["event_id"],
            "event_name": data["event_name"],
            "person_id": data["person_id"],
            "organisation_id": data["organisation_id"],
            "happened_on": data["attended_on"],
            "stands": data["attended"],
        },
        message.version,
    )


def on_application_received(session: Session, message: Message) -> None:
    """Know who applied, or that they withdrew."""
    data = message.data
    record_participation(
        session,
        "applied",
        data["application_id"],
        {
            "event_id": data["event_id"],
            "event_name": data["event_name"],
            "person_id": data["person_id"],
            "organisation_id": data["organisation_id"],
            "happened_on": data["received_on"],
            "stands": not data["withdrawn"],
        },
        message.version,
    )
