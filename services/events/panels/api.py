"""Endpoints of panels."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app

from services.events.database import database
from services.events.panels.actions import add_member
from services.events.panels.models import PanelMember
from services.events.panels.queries import list_judged
from services.events.panels.schemas import MemberIn, MemberOut, ResultsOut
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web import idempotent
from shared.web.api import api_blueprint

api = api_blueprint("events", "panels", description="Who scores a cohort's applications.")


@api.route("/cohorts/<uuid:cohort_id>/panel-members", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(MemberIn)
@api.response(201, MemberOut)
def create(fields: dict[str, Any], cohort_id: uuid.UUID) -> PanelMember:
    """Ask somebody to score; they get a link by mail."""
    return add_member(
        cohort_id,
        **fields,
        public_url=current_app.config["SETTINGS"].public_url,
        now=dt.datetime.now(dt.UTC),
    )


@api.route("/cohorts/<uuid:cohort_id>/scores", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, ResultsOut)
def results(cohort_id: uuid.UUID) -> dict[str, Any]:
    """Say what the panel's scores come to, and how far apart they lie."""
    with database.reading() as session:
        return {"items": list_judged(session, cohort_id)}
