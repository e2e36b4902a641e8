"""Endpoints to find and merge contacts that are one person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.notifications.database import database
from services.notifications.duplicates.actions import merge_contacts
from services.notifications.duplicates.queries import list_suggestions
from services.notifications.duplicates.schemas import Member, MergeIn, SuggestionList
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web import idempotent
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "duplicates", description="Contacts that may be one person")


@api.route("/duplicates", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, SuggestionList)
def suggestions() -> dict[str, Any]:
    """List contacts that may be one person."""
    with database.reading() as session:
        return {"items": list_suggestions(session), "next": None}


@api.route("/contacts/<uuid:contact_id>/merge", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(MergeIn)
@api.response(200, Member)
def merge(fields: dict[str, Any], contact_id: uuid.UUID) -> Any:
    """Make another contact part of this one, losing nothing of either."""
    return merge_contacts(contact_id, fields["contact_id"], dt.datetime.now(dt.UTC))
