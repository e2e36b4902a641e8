"""Endpoints of cohorts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.cohorts.actions import create_cohort, edit_cohort
from services.events.cohorts.queries import Cohort, get_cohort, list_cohorts
from services.events.cohorts.schemas import COHORT_CHANGE, CohortIn, CohortOut
from services.events.database import database
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "cohorts", description="Cohorts of a scheme.")
Answer = tuple[Cohort, int, dict[str, str]]


@api.route("/cohorts", methods=["GET"])
@anyone()
@api.arguments(CursorQuery, location="query")
@api.response(200, list_schema(CohortOut))
def index(query: dict[str, Any]) -> Page[Cohort]:
    """List the cohorts, the latest to start first."""
    with database.reading() as session:
        return list_cohorts(session, **query)


@api.route("/cohorts", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(CohortIn)
@api.response(201, CohortOut)
def create(fields: dict[str, Any]) -> Answer:
    """Add a cohort of a scheme."""
    cohort = create_cohort(fields, dt.datetime.now(dt.UTC))
    where = f"/events/api/cohorts/{cohort.id}"
    return cohort, 201, {"Location": where, "ETag": f'"{cohort.version}"'}


@api.route("/cohorts/<uuid:cohort_id>", methods=["GET"])
@anyone()
@api.response(200, CohortOut)
def show(cohort_id: uuid.UUID) -> Answer:
    """Show a cohort."""
    with database.reading() as session:
        cohort = get_cohort(session, cohort_id)
    return cohort, 200, {"ETag": f'"{cohort.version}"'}


@api.route("/cohorts/<uuid:cohort_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(COHORT_CHANGE)
@api.response(200, CohortOut)
def edit(fields: dict[str, Any], cohort_id: uuid.UUID) -> Answer:
    """Change a cohort; a list that is given replaces the whole list."""
    cohort = edit_cohort(cohort_id, fields, check_if_match)
    return cohort, 200, {"ETag": f'"{cohort.version}"'}
