"""Endpoints of schemes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.database import database
from services.events.schemes.actions import create_scheme, edit_scheme
from services.events.schemes.queries import Scheme, get_scheme, list_schemes
from services.events.schemes.schemas import SCHEME_CHANGE, SchemeIn, SchemeOut
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "schemes", description="Schemes that cohorts belong to.")
Answer = tuple[Scheme, int, dict[str, str]]


@api.route("/schemes", methods=["GET"])
@anyone()
@api.arguments(CursorQuery, location="query")
@api.response(200, list_schema(SchemeOut))
def index(query: dict[str, Any]) -> Page[Scheme]:
    """List the schemes by name."""
    with database.reading() as session:
        return list_schemes(session, **query)


@api.route("/schemes", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(SchemeIn)
@api.response(201, SchemeOut)
def create(fields: dict[str, Any]) -> Answer:
    """Add a scheme."""
    scheme = create_scheme(fields, dt.datetime.now(dt.UTC))
    where = f"/events/api/schemes/{scheme.id}"
    return scheme, 201, {"Location": where, "ETag": f'"{scheme.version}"'}


@api.route("/schemes/<uuid:scheme_id>", methods=["GET"])
@anyone()
@api.response(200, SchemeOut)
def show(scheme_id: uuid.UUID) -> Answer:
    """Show a scheme."""
    with database.reading() as session:
        scheme = get_scheme(session, scheme_id)
    return scheme, 200, {"ETag": f'"{scheme.version}"'}


@api.route("/schemes/<uuid:scheme_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(SCHEME_CHANGE)
@api.response(200, SchemeOut)
def edit(fields: dict[str, Any], scheme_id: uuid.UUID) -> Answer:
    """Change a scheme; a list that is given replaces the whole list."""
    scheme = edit_scheme(scheme_id, fields, check_if_match)
    return scheme, 200, {"ETag": f'"{scheme.version}"'}
