"""Endpoints of sessions, releases and the public programme."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, jsonify, request

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.programme.actions import (
    Rescheduling,
    cancel_session,
    edit_session,
    rehearse_rescheduling,
    reschedule_edition,
    schedule_session,
)
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import (
    get_latest_release,
    get_session,
    list_sessions,
)
from services.events.programme.schemas import (
    SESSION_CHANGE,
    ConfirmedReschedulingIn,
    ProgrammeOut,
    ReschedulingIn,
    ReschedulingOut,
    SessionIn,
    SessionOut,
    SessionQuery,
    programme_shape,
)
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "programme", description="Sessions and the released programme.")


@api.route("/editions/<uuid:edition_id>/sessions", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(SessionQuery, location="query")
@api.response(200, list_schema(SessionOut))
def sessions(query: dict[str, Any], edition_id: uuid.UUID) -> Page[ProgrammeSession]:
    """List an edition's sessions by time, cancelled ones too; `placed=false` lists the others."""
    with database.reading() as session:
        get_edition(session, edition_id)
        return list_sessions(session, edition_id, **query)


@api.route("/editions/<uuid:edition_id>/sessions", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(SessionIn)
@api.response(201, SessionOut)
def schedule(
    fields: dict[str, Any], edition_id: uuid.UUID
) -> tuple[ProgrammeSession, int, dict[str, str]]:
    """Put a session on a stage; 409 where another session is on it at that time."""
    planned = schedule_session(edition_id, fields)
    return planned, 201, _tagged(planned) | {"Location": f"/events/api/sessions/{planned.id}"}


@api.route("/sessions/<uuid:session_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, SessionOut)
def show(session_id: uuid.UUID) -> tuple[ProgrammeSession, int, dict[str, str]]:
    """Show a session."""
    with database.reading() as session:
        planned = get_session(session, session_id)
    return planned, 200, _tagged(planned)


@api.route("/sessions/<uuid:session_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(SESSION_CHANGE)
@api.response(200, SessionOut)
def edit(
    fields: dict[str, Any], session_id: uuid.UUID
) -> tuple[ProgrammeSession, int, dict[str, str]]:
    """Change or move a session."""
    planned = edit_session(session_id, fields, check_if_match)
    return planned, 200, _tagged(planned)


@api.route("/sessions/<uuid:session_id>", methods=["DELETE"])
@access(Role.ORGANISER)
@api.response(200, SessionOut)
def cancel(session_id: uuid.UUID) -> tuple[ProgrammeSession, int, dict[str, str]]:
    """Cancel a session; a public one is shown as cancelled from the next release on."""
    planned = cancel_session(session_id, check_if_match, dt.datetime.now(dt.UTC))
    return planned, 200, _tagged(planned)


@api.route("/editions/<uuid:edition_id>/reschedulings/rehearsal", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(ReschedulingIn)
@api.response(200, ReschedulingOut)
def rehearse_move(fields: dict[str, Any], edition_id: uuid.UUID) -> Rescheduling:
    """Show what moving the whole edition does and whom it tells; nothing is changed."""
    with database.reading() as session:
        edition = get_edition(session, edition_id)
        return rehearse_rescheduling(session, edition, fields["starts_on"], fields["message"])


@api.route("/editions/<uuid:edition_id>/reschedulings", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(ConfirmedReschedulingIn)
@api.response(200, ReschedulingOut)
def move(fields: dict[str, Any], edition_id: uuid.UUID) -> Rescheduling:
    """Move the whole edition as rehearsed, with its sessions, and tell everyone once."""
    return reschedule_edition(edition_id, fields["starts_on"], fields["message"], fields["mark"])


@api.route("/editions/<uuid:edition_id>/programme", methods=["GET"])
@anyone()
@api.response(200, ProgrammeOut)
def programme(edition_id: uuid.UUID) -> Response:
    """Show the programme as it is public now."""
    with database.reading() as session:
        edition = get_edition(session, edition_id)
        shape = programme_shape(edition, get_latest_release(session, edition_id))
    response = jsonify(ProgrammeOut().dump(shape))
    response.cache_control.public = True
    response.cache_control.max_age = 60
    response.add_etag()
    response.make_conditional(request)
    return response


def _tagged(planned: ProgrammeSession) -> dict[str, str]:
    return {"ETag": f'"{planned.version}"'}
