"""Endpoints of timetables."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app, request

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.programme.actions import Actor
from services.events.solving.queries import get_result, get_run, list_runs
from services.events.solving.rules import Limits, RunKind
from services.events.timetables.actions import apply_timetable, start_timetable, stop_timetable
from services.events.timetables.queries import find_difference, find_facts, find_forecast
from services.events.timetables.schemas import (
    DifferenceOut,
    TimetableIn,
    TimetableOut,
    TimetableSummaryOut,
    difference_shape,
    summary_shape,
    timetable_shape,
)
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.refusals import PreconditionMissing, Stale
from shared.web import CursorQuery, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "timetables", description="Which proposals are held, when and where.")
_ONE = "/editions/<uuid:edition_id>/timetables/<int:number>"


@api.route("/editions/<uuid:edition_id>/timetables", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, list_schema(TimetableSummaryOut))
def index(query: dict[str, Any], edition_id: uuid.UUID) -> Page[dict[str, Any]]:
    """List an edition's timetables, the newest first."""
    with database.reading() as session:
        get_edition(session, edition_id)
        page = list_runs(session, RunKind.TIMETABLE, edition_id, **query)
    return Page([summary_shape(run) for run in page.items], page.next)


@api.route("/editions/<uuid:edition_id>/timetables", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(TimetableIn)
@api.response(202, TimetableSummaryOut)
def start(
    fields: dict[str, Any], edition_id: uuid.UUID
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Start a timetable; its address in Location shows how it goes and what came out."""
    settings = current_app.config["SETTINGS"]
    run = start_timetable(
        edition_id,
        fields,
        by=require_principal().subject,
        defaults=Limits(workers=settings.solver_workers, memory_mb=settings.solver_memory_mb),
        now=dt.datetime.now(dt.UTC),
    )
    where = f"/events/api/editions/{edition_id}/timetables/{run.number}"
    return summary_shape(run), 202, {"Location": where}


@api.route(_ONE, methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, TimetableOut)
def show(edition_id: uuid.UUID, number: int) -> dict[str, Any]:
    """Show a timetable: how far it is, what it places, and why it leaves out what it leaves out."""
    with database.reading() as session:
        run = get_run(session, RunKind.TIMETABLE, edition_id, number)
        facts = find_facts(session, get_edition(session, edition_id))
        return timetable_shape(run, facts, find_forecast(session, run, facts))


@api.route(_ONE, methods=["DELETE"])
@access(Role.ORGANISER)
@api.response(202, TimetableSummaryOut)
def stop(edition_id: uuid.UUID, number: int) -> dict[str, Any]:
    """Stop a run; its best timetable is kept."""
    return summary_shape(stop_timetable(edition_id, number, dt.datetime.now(dt.UTC)))


@api.route(f"{_ONE}/difference", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, DifferenceOut)
def difference(edition_id: uuid.UUID, number: int) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Show what applying a timetable would change in the programme as it is now."""
    with database.reading() as session:
        run = get_result(session, RunKind.TIMETABLE, edition_id, number)
        found = find_difference(run, find_facts(session, get_edition(session, edition_id)))
    return difference_shape(found), 200, {"ETag": f'"{found.mark}"'}


@api.route(f"{_ONE}/application", methods=["POST"])
@access(Role.ORGANISER)
@api.response(200, DifferenceOut)
def apply(edition_id: uuid.UUID, number: int) -> dict[str, Any]:
    """Put a timetable into the programme, if the programme is still the one the ETag was read of."""
    person = require_principal()
    actor = Actor(person.subject, person.name)
    _, found = apply_timetable(edition_id, number, _check, actor, dt.datetime.now(dt.UTC))
    return difference_shape(found)


def _check(mark: str) -> None:
    if not request.if_match:
        raise PreconditionMissing("Send the ETag of the difference in an If-Match header.")
    if mark not in {tag.partition("-")[0] for tag in request.if_match.as_set()}:
        raise Stale("The programme has changed since you looked at the difference. Look again.")
