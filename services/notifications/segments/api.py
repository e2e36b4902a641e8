"""Endpoints on segments: keeping them, counting, and saying why somebody is in one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import url_for

from services.notifications.contacts.queries import get_contact
from services.notifications.database import database
from services.notifications.segments import actions, queries, schemas
from services.notifications.segments.models import Segment
from services.notifications.segments.rules import checked_conditions
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, check_if_match, idempotent
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "segments", description="Whom to write to, as conditions")


@api.route("/segments", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(schemas.SegmentIn)
@api.response(201, schemas.SegmentOut)
def create(fields: dict[str, Any]) -> tuple[Segment, int, dict[str, str]]:
    """Keep a segment."""
    made = actions.create_segment(**fields, actor_id=require_principal().subject, now=_now())
    location = url_for("segments_api.show", segment_id=made.id)
    return made, 201, {"Location": location, "ETag": f'"{made.version}"'}


@api.route("/segments", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, schemas.SegmentList)
def list_all(query: dict[str, Any]) -> Page[Segment]:
    """List segments, newest first."""
    with database.reading() as session:
        return queries.list_segments(session, **query)


@api.route("/segments/<uuid:segment_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.SegmentOut)
def show(segment_id: uuid.UUID) -> tuple[Segment, int, dict[str, str]]:
    """Show a segment."""
    with database.reading() as session:
        found = queries.get_segment(session, segment_id)
    return found, 200, {"ETag": f'"{found.version}"'}


@api.route("/segments/<uuid:segment_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(schemas.SegmentPatch(partial=True))
@api.response(200, schemas.SegmentOut)
def edit(fields: dict[str, Any], segment_id: uuid.UUID) -> tuple[Segment, int, dict[str, str]]:
    """Change a segment, which makes another version of it."""
    edited = actions.edit_segment(
        segment_id,
        fields,
        check_version=check_if_match,
        actor_id=require_principal().subject,
        now=_now(),
    )
    return edited, 200, {"ETag": f'"{edited.version}"'}


@api.route("/segments/<uuid:segment_id>/versions", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.SegmentVersions)
def versions(segment_id: uuid.UUID) -> dict[str, Any]:
    """List the versions of a segment, the latest first."""
    with database.reading() as session:
        queries.get_segment(session, segment_id)
        return {"items": queries.list_versions(session, segment_id)}


@api.route("/segments/counts", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(schemas.ConditionsIn)
@api.response(200, schemas.CountOut)
def count(fields: dict[str, Any]) -> dict[str, Any]:
    """Count whom conditions mean, without keeping them."""
    conditions = checked_conditions(fields["conditions"])
    with database.reading() as session:
        total, each = queries.count_segment(session, conditions)
    return {"contacts": total, "facts": each}


@api.route("/segments/<uuid:segment_id>/contacts", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, schemas.MemberList)
def members(query: dict[str, Any], segment_id: uuid.UUID) -> Page[Any]:
    """List the contacts in a segment, by address."""
    with database.reading() as session:
        segment = queries.get_segment(session, segment_id)
        return queries.list_segment_contacts(session, segment.conditions, **query)


@api.route("/segments/<uuid:segment_id>/contacts/<uuid:contact_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.ExplanationOut)
def explanation(segment_id: uuid.UUID, contact_id: uuid.UUID) -> queries.Explained:
    """Say why a contact is in a segment, or why not."""
    with database.reading() as session:
        segment = queries.get_segment(session, segment_id)
        contact = get_contact(session, contact_id)
        return queries.explain(session, segment.conditions, contact)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
