"""The notifications service's messenger: what it reacts to, and the process that relays and reacts."""

from __future__ import annotations

from services.notifications.campaigns.subscribers import (
    on_edition_opened,
    on_innovation_published,
    on_innovation_withdrawn,
)
from services.notifications.contacts.subscribers import (
    on_consent_given,
    on_organisation_changed,
    on_person_offered,
)
from services.notifications.database import database
from services.notifications.letters.subscribers import on_letter_written
from services.notifications.segments.subscribers import (
    on_application_received,
    on_attendance_recorded,
)
from services.notifications.settings import read_settings
from services.notifications.worker import app as celery
from shared.auth.revocation import on_session_revoked
from shared.bus.inbox import Subscriptions
from shared.bus.messenger import run_messenger
from shared.contracts import catalogue, events
from shared.contracts.catalogue import (
    ConsentGiven,
    InnovationPublished,
    InnovationWithdrawn,
    OrganisationChanged,
)
from shared.contracts.events import ApplicationReceived, AttendanceRecorded, EditionOpened
from shared.contracts.notifications import SessionRevoked

SUBSCRIPTIONS: Subscriptions = {
    OrganisationChanged: [on_organisation_changed],
    InnovationPublished: [on_innovation_published],
    InnovationWithdrawn: [on_innovation_withdrawn],
    EditionOpened: [on_edition_opened],
    AttendanceRecorded: [on_attendance_recorded],
    ApplicationReceived: [on_application_received],
    catalogue.PersonOffered: [on_person_offered],
    events.PersonOffered: [on_person_offered],
    ConsentGiven: [on_consent_given],
    catalogue.LetterWritten: [on_letter_written],
    events.LetterWritten: [on_letter_written],
    SessionRevoked: [on_session_revoked],
}


def main() -> None:
    """Relay and react until told to stop."""
    run_messenger(database, read_settings(), celery, SUBSCRIPTIONS)


if __name__ == "__main__":
    main()
