"""The events service's web app."""

from __future__ import annotations

from flask import Flask

from services.events.database import database
from services.events.editions.api import api as editions_api
from services.events.editions.pages import pages as editions_pages
from services.events.programme.api import api as programme_api
from services.events.programme.pages import planning_pages, public_pages, scheduling_pages
from services.events.settings import read_settings
from shared.web import create_service_app


def create_app() -> Flask:
    """Return the app, configured by the environment."""
    return create_service_app(
        read_settings(),
        database,
        title="Innovation Zone: events",
        apis=[editions_api, programme_api],
        pages=[editions_pages, planning_pages, scheduling_pages, public_pages],
    )
