"""Endpoints of editions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.events.database import database
from services.events.editions.actions import copy_edition, create_edition, edit_edition, end_edition
from services.events.editions.models import Edition
from services.events.editions.queries import get_edition, list_editions
from services.events.editions.schemas import EDITION_CHANGE, CopyIn, EditionIn, EditionOut
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, check_if_match, idempotent, list_schema
from shared.web.api import api_blueprint

api = api_blueprint("events", "editions", description="Editions of the Innovation Zone.")


@api.route("/editions", methods=["GET"])
@anyone()
@api.arguments(CursorQuery, location="query")
@api.response(200, list_schema(EditionOut))
def index(query: dict[str, Any]) -> Page[Edition]:
    """List the editions, the newest first."""
    with database.reading() as session:
        return list_editions(session, **query)


@api.route("/editions", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(EditionIn)
@api.response(201, EditionOut)
def create(fields: dict[str, Any]) -> tuple[Edition, int, dict[str, str]]:
    """Add an edition."""
    edition = create_edition(fields, dt.datetime.now(dt.UTC))
    where = f"/events/api/editions/{edition.id}"
    return edition, 201, {"Location": where, "ETag": f'"{edition.version}"'}


@api.route("/editions/<uuid:edition_id>", methods=["GET"])
@anyone()
@api.response(200, EditionOut)
def show(edition_id: uuid.UUID) -> tuple[Edition, int, dict[str, str]]:
    """Show an edition."""
    with database.reading() as session:
        edition = get_edition(session, edition_id)
    return edition, 200, {"ETag": f'"{edition.version}"'}


@api.route("/editions/<uuid:edition_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(EDITION_CHANGE)
@api.response(200, EditionOut)
def edit(fields: dict[str, Any], edition_id: uuid.UUID) -> tuple[Edition, int, dict[str, str]]:
    """Change an edition; `stages` and `themes` replace the whole list."""
    edition = edit_edition(edition_id, fields, check_if_match)
    return edition, 200, {"ETag": f'"{edition.version}"'}


@api.route("/editions/<uuid:edition_id>/copies", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(CopyIn)
@api.response(201, EditionOut)
def copy(fields: dict[str, Any], edition_id: uuid.UUID) -> tuple[Edition, int, dict[str, str]]:
    """Add an edition with the stages, days, hours and rules of an earlier one."""
    edition = copy_edition(edition_id, fields, dt.datetime.now(dt.UTC))
    where = f"/events/api/editions/{edition.id}"
    return edition, 201, {"Location": where, "ETag": f'"{edition.version}"'}


@api.route("/editions/<uuid:edition_id>/end", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.response(200, EditionOut)
def end(edition_id: uuid.UUID) -> Edition:
    """Say that the Zone has ended: its released sessions become stories in the catalogue."""
    return end_edition(edition_id, dt.datetime.now(dt.UTC))
