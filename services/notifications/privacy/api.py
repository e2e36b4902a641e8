"""Endpoints to show and to forget all that we hold on one person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.notifications.database import database
from services.notifications.privacy.actions import erase_contact
from services.notifications.privacy.models import Removal
from services.notifications.privacy.queries import get_held, list_removals
from services.notifications.privacy.schemas import HeldOut, RemovalList
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "privacy", description="What we hold on people")


@api.route("/contacts/<uuid:contact_id>/record", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, HeldOut)
def record(contact_id: uuid.UUID) -> dict[str, Any]:
    """Return everything we hold on one person, to be given to them on request."""
    with database.reading() as session:
        return get_held(session, contact_id).as_json()


@api.route("/contacts/<uuid:contact_id>", methods=["DELETE"])
@access(Role.ORGANISER)
@api.response(204)
def erase(contact_id: uuid.UUID) -> None:
    """Forget one person in every service; their address is never mailed again."""
    erase_contact(contact_id, actor_id=require_principal().subject, now=dt.datetime.now(dt.UTC))


@api.route("/removals", methods=["GET"])
@access(Role.OPERATOR)
@api.arguments(CursorQuery, location="query")
@api.response(200, RemovalList)
def removals(query: dict[str, Any]) -> Page[Removal]:
    """List what personal data was removed, when and why, newest first."""
    with database.reading() as session:
        return list_removals(session, **query)
