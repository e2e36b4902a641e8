"""Endpoints of projects."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.cohorts.queries import get_cohort
from services.events.database import database
from services.events.projects.queries import list_course
from services.events.projects.schemas import CoursesOut
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web.api import api_blueprint

api = api_blueprint("events", "projects", description="What the councils of a cohort work on.")


@api.route("/cohorts/<uuid:cohort_id>/projects", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, CoursesOut)
def index(cohort_id: uuid.UUID) -> dict[str, Any]:
    """List a cohort's projects with their milestones, and how each stands; the red ones first."""
    with database.reading() as session:
        get_cohort(session, cohort_id)
        return {"items": list_course(session, dt.datetime.now(dt.UTC), cohort_id)}
