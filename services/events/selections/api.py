"""Endpoints of selections."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, current_app

from services.events.cohorts.queries import get_cohort
from services.events.database import database
from services.events.selections.actions import start_selection, stop_selection
from services.events.selections.queries import audit_of
from services.events.selections.schemas import SelectionIn, SelectionOut, selection_shape
from services.events.solving.queries import get_result, get_run, list_runs
from services.events.solving.rules import RunKind, canonical_json
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "selections", description="Which councils a cohort takes.")
_ONE = "/cohorts/<uuid:cohort_id>/selections/<int:number>"


@api.route("/cohorts/<uuid:cohort_id>/selections", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, list_schema(SelectionOut))
def index(query: dict[str, Any], cohort_id: uuid.UUID) -> Page[dict[str, Any]]:
    """List a cohort's selections, the newest first."""
    with database.reading() as session:
        get_cohort(session, cohort_id)
        page = list_runs(session, RunKind.SELECTION, cohort_id, **query)
    return Page([selection_shape(run) for run in page.items], page.next)


@api.route("/cohorts/<uuid:cohort_id>/selections", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(SelectionIn)
@api.response(202, SelectionOut)
def start(
    fields: dict[str, Any], cohort_id: uuid.UUID
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Start a selection; its address in Location shows how it goes and what came out."""
    run = start_selection(
        cohort_id,
        fields,
        by=require_principal().subject,
        memory_mb=current_app.config["SETTINGS"].solver_memory_mb,
        now=dt.datetime.now(dt.UTC),
    )
    where = f"/events/api/cohorts/{cohort_id}/selections/{run.number}"
    return selection_shape(run), 202, {"Location": where}


@api.route(_ONE, methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, SelectionOut)
def show(cohort_id: uuid.UUID, number: int) -> dict[str, Any]:
    """Show a selection: how far it is, and what came out."""
    with database.reading() as session:
        return selection_shape(get_run(session, RunKind.SELECTION, cohort_id, number))


@api.route(_ONE, methods=["DELETE"])
@access(Role.ORGANISER)
@api.response(202, SelectionOut)
def stop(cohort_id: uuid.UUID, number: int) -> dict[str, Any]:
    """Stop a selection; its best answer is kept."""
    return selection_shape(stop_selection(cohort_id, number, dt.datetime.now(dt.UTC)))


@api.route(f"{_ONE}/audit", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, content_type="application/json")
def audit(cohort_id: uuid.UUID, number: int) -> Response:
    """Download what the selection was made of, and what came out; `zone selections rerun` checks it."""
    with database.reading() as session:
        run = get_result(session, RunKind.SELECTION, cohort_id, number)
    response = Response(canonical_json(audit_of(run)), mimetype="application/json")
    name = f"selection-{number}-audit.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
