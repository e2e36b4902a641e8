"""The events service's web app."""

from __future__ import annotations

from flask import Flask

from services.events.alumni.pages import pages as alumni_pages
from services.events.applications.api import api as applications_api
from services.events.applications.pages import applying_pages, organising_pages
from services.events.cohorts.api import api as cohorts_api
from services.events.cohorts.pages import pages as cohorts_pages
from services.events.database import database
from services.events.editions.api import api as editions_api
from services.events.editions.pages import pages as editions_pages
from services.events.grid.api import api as grid_api
from services.events.grid.pages import grid_pages, releasing_pages
from services.events.imports.actions import IMPORTERS
from services.events.panels.api import api as panels_api
from services.events.panels.pages import panel_pages, scoring_pages
from services.events.places.api import api as places_api
from services.events.places.pages import answering_pages, deciding_pages, place_pages
from services.events.programme.api import api as programme_api
from services.events.programme.pages import (
    planning_pages,
    public_pages,
    rescheduling_pages,
    scheduling_pages,
)
from services.events.projects.api import api as projects_api
from services.events.projects.pages import owning_pages, steering_pages
from services.events.proposals.api import api as proposals_api
from services.events.proposals.pages import calling_pages, entering_pages
from services.events.reviews.api import api as reviews_api
from services.events.reviews.pages import judging_pages, offering_pages, reviewing_pages
from services.events.schemes.api import api as schemes_api
from services.events.schemes.pages import pages as schemes_pages
from services.events.selections.api import api as selections_api
from services.events.selections.pages import pages as selections_pages
from services.events.settings import read_settings
from services.events.timetables.api import api as timetables_api
from services.events.timetables.pages import pages as timetables_pages
from shared.imports import import_api, import_pages
from shared.web import create_service_app

# An edition from its proposals to its programme.
EDITION_APIS = [editions_api, proposals_api, reviews_api, programme_api, grid_api, timetables_api]
EDITION_PAGES = [
    editions_pages,
    entering_pages,
    calling_pages,
    reviewing_pages,
    judging_pages,
    offering_pages,
    planning_pages,
    grid_pages,
    releasing_pages,
    timetables_pages,
    scheduling_pages,
    rescheduling_pages,
    public_pages,
]
# From a scheme to what became of its cohorts' projects.
COHORT_APIS = [
    schemes_api,
    cohorts_api,
    applications_api,
    panels_api,
    selections_api,
    places_api,
    projects_api,
]
COHORT_PAGES = [
    schemes_pages,
    cohorts_pages,
    applying_pages,
    organising_pages,
    panel_pages,
    scoring_pages,
    selections_pages,
    deciding_pages,
    place_pages,
    answering_pages,
    steering_pages,
    owning_pages,
    alumni_pages,
]


def create_app() -> Flask:
    """Return the app, configured by the environment."""
    return create_service_app(
        read_settings(),
        database,
        title="Innovation Zone: events",
        apis=[*EDITION_APIS, *COHORT_APIS, import_api("events", database, IMPORTERS)],
        pages=[*EDITION_PAGES, *COHORT_PAGES, import_pages("events", database, IMPORTERS)],
    )
