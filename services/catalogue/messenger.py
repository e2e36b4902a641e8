"""The catalogue service's messenger: what it reacts to, and the process that relays and reacts."""

from __future__ import annotations

from services.catalogue.database import database
from services.catalogue.innovations.subscribers import (
    on_organisation_changed,
    on_project_completed,
    on_session_showcased,
)
from services.catalogue.settings import read_settings
from services.catalogue.upkeep.subscribers import on_contact_erased
from services.catalogue.worker import app as celery
from shared.auth.revocation import on_session_revoked
from shared.bus.inbox import Subscriptions
from shared.bus.messenger import run_messenger
from shared.contracts.catalogue import OrganisationChanged
from shared.contracts.events import ProjectCompleted, SessionShowcased
from shared.contracts.notifications import ContactErased, SessionRevoked

SUBSCRIPTIONS: Subscriptions = {
    OrganisationChanged: [on_organisation_changed],
    SessionShowcased: [on_session_showcased],
    ProjectCompleted: [on_project_completed],
    SessionRevoked: [on_session_revoked],
    ContactErased: [on_contact_erased],
}


def main() -> None:
    """Relay and react until told to stop."""
    run_messenger(database, read_settings(), celery, SUBSCRIPTIONS)


if __name__ == "__main__":
    main()
