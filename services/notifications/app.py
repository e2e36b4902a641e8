"""The notifications service's web app."""

from __future__ import annotations

from flask import Flask

from services.notifications.accounts.api import blueprint as accounts_api
from services.notifications.accounts.api import operating_api
from services.notifications.accounts.pages import operating_pages
from services.notifications.accounts.pages import pages as accounts_pages
from services.notifications.campaigns.api import api as campaigns_api
from services.notifications.campaigns.pages import previewing_pages, sending_pages, writing_pages
from services.notifications.contacts.actions import IMPORTERS
from services.notifications.contacts.api import api as contacts_api
from services.notifications.contacts.pages import pages as contacts_pages
from services.notifications.database import database
from services.notifications.duplicates.api import api as duplicates_api
from services.notifications.duplicates.pages import pages as duplicates_pages
from services.notifications.invitations.api import api as invitations_api
from services.notifications.invitations.pages import pages as invitations_pages
from services.notifications.preferences.api import api as preferences_api
from services.notifications.preferences.pages import pages as preferences_pages
from services.notifications.privacy.api import api as privacy_api
from services.notifications.privacy.pages import pages as privacy_pages
from services.notifications.segments.api import api as segments_api
from services.notifications.segments.pages import pages as segments_pages
from services.notifications.settings import read_settings
from services.notifications.templates.api import api as templates_api
from services.notifications.templates.pages import brand_pages, template_pages
from shared.imports import import_api, import_pages
from shared.web import create_service_app


def create_app() -> Flask:
    """Return the app, configured by the environment."""
    return create_service_app(
        read_settings(),
        database,
        title="Innovation Zone: notifications",
        apis=[
            accounts_api,
            operating_api,
            contacts_api,
            preferences_api,
            privacy_api,
            duplicates_api,
            campaigns_api,
            invitations_api,
            segments_api,
            templates_api,
            import_api("notifications", database, IMPORTERS),
        ],
        pages=[
            accounts_pages,
            operating_pages,
            writing_pages,
            previewing_pages,
            sending_pages,
            invitations_pages,
            contacts_pages,
            preferences_pages,
            privacy_pages,
            duplicates_pages,
            segments_pages,
            template_pages,
            brand_pages,
            import_pages("notifications", database, IMPORTERS),
        ],
    )
