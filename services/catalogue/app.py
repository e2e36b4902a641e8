"""The catalogue service's web app."""

from __future__ import annotations

from flask import Flask

from services.catalogue.alerts import api as alerts_api
from services.catalogue.alerts import pages as alerts_pages
from services.catalogue.browsing import api as browsing_api
from services.catalogue.browsing import pages as browsing_pages
from services.catalogue.database import database
from services.catalogue.innovations import api as innovations_api
from services.catalogue.innovations import pages as innovations_pages
from services.catalogue.innovations.actions import IMPORTERS
from services.catalogue.insights import api as insights_api
from services.catalogue.insights import pages as insights_pages
from services.catalogue.needs import api as needs_api
from services.catalogue.needs import pages as needs_pages
from services.catalogue.organisations import api as organisations_api
from services.catalogue.postbox import api as postbox_api
from services.catalogue.postbox import pages as postbox_pages
from services.catalogue.search import api as search_api
from services.catalogue.search import pages as search_pages
from services.catalogue.search.queries import current_knowledge
from services.catalogue.settings import read_settings
from services.catalogue.vocabulary import api as vocabulary_api
from services.catalogue.vocabulary import pages as vocabulary_pages
from shared.imports import import_api, import_pages
from shared.web import create_service_app


def create_app() -> Flask:
    """Return the app, configured by the environment."""
    app = create_service_app(
        read_settings(),
        database,
        title="Innovation Zone: catalogue",
        apis=[
            innovations_api.blueprint,
            organisations_api.blueprint,
            search_api.blueprint,
            browsing_api.blueprint,
            vocabulary_api.blueprint,
            postbox_api.blueprint,
            needs_api.blueprint,
            alerts_api.blueprint,
            insights_api.blueprint,
            import_api("catalogue", database, IMPORTERS),
        ],
        pages=[
            search_pages.blueprint,
            vocabulary_pages.blueprint,
            innovations_pages.blueprint,
            browsing_pages.blueprint,
            postbox_pages.blueprint,
            needs_pages.blueprint,
            alerts_pages.blueprint,
            insights_pages.blueprint,
            import_pages("catalogue", database, IMPORTERS),
        ],
    )
    current_knowledge()  # read now, it does not hold up somebody's first search
    return app
