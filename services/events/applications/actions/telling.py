"""Tells the others that somebody has applied, or has taken an application back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.events.applications.models import Application
from services.events.applications.rules import State
from services.events.programme.rules import LONDON
from shared.bus import publish
from shared.contracts.events import ApplicationReceived


def tell_received(session: Session, application: Application) -> None:
    """Publish an application that was sent in, or its withdrawal."""
    sent = application.submitted_at or application.changed_at
    publish(
        session,
        ApplicationReceived,
        application.id,
        version=application.version,
        data={
            "application_id": application.id,
            "event_id": application.cohort.id,
            "event_name": application.cohort.name,
            "person_id": application.person_id,
            "organisation_id": application.lead.organisation_id,
            "received_on": sent.astimezone(LONDON).date(),
            "withdrawn": application.state == State.WITHDRAWN,
        },
    )
