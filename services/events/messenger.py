"""The events service's messenger: what it reacts to, and the process that relays and reacts."""

from __future__ import annotations

from services.events.database import database
from services.events.organisations.subscribers import on_organisation_changed
from services.events.proposals.subscribers import on_invitation_answered
from services.events.reports.subscribers import on_campaign_finished
from services.events.settings import read_settings
from services.events.upkeep.subscribers import on_contact_erased
from services.events.worker import app as celery
from shared.auth.revocation import on_session_revoked
from shared.bus.inbox import Subscriptions
from shared.bus.messenger import run_messenger
from shared.contracts.catalogue import OrganisationChanged
from shared.contracts.notifications import (
    CampaignFinished,
    ContactErased,
    InvitationAnswered,
    SessionRevoked,
)

SUBSCRIPTIONS: Subscriptions = {
    OrganisationChanged: [on_organisation_changed],
    SessionRevoked: [on_session_revoked],
    InvitationAnswered: [on_invitation_answered],
    CampaignFinished: [on_campaign_finished],
    ContactErased: [on_contact_erased],
}


def main() -> None:
    """Relay and react until told to stop."""
    run_messenger(database, read_settings(), celery, SUBSCRIPTIONS)


if __name__ == "__main__":
    main()
