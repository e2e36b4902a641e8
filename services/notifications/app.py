"""The notifications service's web app."""

from __future__ import annotations

from flask import Flask

from services.notifications.accounts.api import blueprint as accounts_api
from services.notifications.accounts.pages import pages as accounts_pages
from services.notifications.database import database
from services.notifications.settings import read_settings
from shared.web import create_service_app


def create_app() -> Flask:
    """Return the app, configured by the environment."""
    return create_service_app(
        read_settings(),
        database,
        title="Innovation Zone: notifications",
        apis=[accounts_api],
        pages=[accounts_pages],
    )
