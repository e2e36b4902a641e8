"""Endpoints that place, swap and take back, as the grid does."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.grid.actions import hold_back, refuse_blocked
from services.events.grid.queries import list_conflicts
from services.events.grid.schemas import ConflictList, MovedOut, PlacementIn, ReleaseOut, SwapIn
from services.events.programme.actions import (
    Actor,
    place_session,
    release_programme,
    swap_sessions,
    undo_placement,
)
from services.events.programme.queries import Release
from services.events.programme.rules import PlacedInPart
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.web import idempotent
from shared.web.api import api_blueprint

api = api_blueprint("events", "grid", description="Sessions placed by hand.")


@api.route("/editions/<uuid:edition_id>/placements", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(PlacementIn)
@api.response(200, MovedOut)
def place(fields: dict[str, Any], edition_id: uuid.UUID) -> dict[str, Any]:
    """Place or move a session for as long as it lasts; 412 where it was changed since it was read."""
    stage_id, starts_at = fields["stage_id"], fields["starts_at"]
    if (stage_id is None) != (starts_at is None):
        raise PlacedInPart("Give the stage and the start, or neither", pointer="/stage_id")
    slot = None if stage_id is None else (stage_id, starts_at)
    moved = place_session(
        edition_id, fields["session_id"], fields["version"], slot, actor(), refuse_blocked
    )
    return {"items": [moved]}


@api.route("/editions/<uuid:edition_id>/swaps", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(SwapIn)
@api.response(200, MovedOut)
def swap(fields: dict[str, Any], edition_id: uuid.UUID) -> dict[str, Any]:
    """Let two sessions change places, both or neither."""
    first, second = (
        (fields[name]["session_id"], fields[name]["version"]) for name in ("first", "second")
    )
    return {"items": swap_sessions(edition_id, first, second, actor(), refuse_blocked)}


@api.route("/editions/<uuid:edition_id>/placements/undo", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.response(200, MovedOut)
def undo(edition_id: uuid.UUID) -> dict[str, Any]:
    """Take back what you moved last, where nobody has moved it since."""
    return {"items": undo_placement(edition_id, actor(), dt.datetime.now(dt.UTC))}


@api.route("/editions/<uuid:edition_id>/releases", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.response(201, ReleaseOut)
def release(edition_id: uuid.UUID) -> tuple[Release, int]:
    """Make the programme public; 200 with the present release where nothing changed."""
    made, new = release_programme(
        edition_id,
        public_url=current_app.config["SETTINGS"].public_url,
        released_by=require_principal().subject,
        now=dt.datetime.now(dt.UTC),
        check=hold_back,
    )
    return made, 201 if new else 200


@api.route("/editions/<uuid:edition_id>/conflicts", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, ConflictList)
def conflicts(edition_id: uuid.UUID) -> dict[str, Any]:
    """List what is wrong with the timetable as it is placed now."""
    with database.reading() as session:
        return {"items": list_conflicts(session, get_edition(session, edition_id))}


def actor() -> Actor:
    """Return whoever asks, as the log of placements names them."""
    principal = require_principal()
    return Actor(principal.subject, principal.name)
