"""Endpoints of applications."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.applications.actions import add_application, edit_application
from services.events.applications.queries import Application, get_application, list_applications
from services.events.applications.schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationsQuery,
    OrganisersChange,
)
from services.events.cohorts.queries import get_cohort
from services.events.database import database
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "applications", description="Applications for a cohort.")
Answer = tuple[Application, int, dict[str, str]]


@api.route("/cohorts/<uuid:cohort_id>/applications", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(ApplicationsQuery, location="query")
@api.response(200, list_schema(ApplicationOut))
def index(query: dict[str, Any], cohort_id: uuid.UUID) -> Page[Application]:
    """List a cohort's applications, the oldest first; `unmatched=true`: with a council we do not know."""
    with database.reading() as session:
        get_cohort(session, cohort_id)
        return list_applications(session, cohort_id, **query)


@api.route("/cohorts/<uuid:cohort_id>/applications", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(ApplicationIn)
@api.response(201, ApplicationOut)
def create(fields: dict[str, Any], cohort_id: uuid.UUID) -> Answer:
    """Enter an application that came another way."""
    application = add_application(cohort_id, fields, dt.datetime.now(dt.UTC))
    where = f"/events/api/applications/{application.id}"
    return application, 201, {"Location": where, "ETag": f'"{application.version}"'}


@api.route("/applications/<uuid:application_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, ApplicationOut)
def show(application_id: uuid.UUID) -> Answer:
    """Show an application."""
    with database.reading() as session:
        application = get_application(session, application_id)
    return application, 200, {"ETag": f'"{application.version}"'}


@api.route("/applications/<uuid:application_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(OrganisersChange)
@api.response(200, ApplicationOut)
def edit(fields: dict[str, Any], application_id: uuid.UUID) -> Answer:
    """Change an application; a list that is given replaces the whole list."""
    application = edit_application(application_id, fields, check_if_match, dt.datetime.now(dt.UTC))
    return application, 200, {"ETag": f'"{application.version}"'}
