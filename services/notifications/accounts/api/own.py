"""Endpoints on the caller's own account and the published keys."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from flask import current_app

from services.notifications.accounts.actions import end_session
from services.notifications.accounts.queries import list_open_sessions
from services.notifications.accounts.rules import Actor
from services.notifications.accounts.schemas import SessionList, WhoAmI
from services.notifications.database import database
from shared.auth.access import access, anyone, require_principal
from shared.auth.tokens import Principal, Role
from shared.web.api import api_blueprint

blueprint = api_blueprint("notifications", "accounts", description="The caller's own account")


@blueprint.route("/account", methods=["GET"])
@access(*Role)
@blueprint.response(200, WhoAmI)
def who_am_i() -> Principal:
    """Say whom this token names."""
    return require_principal()


@blueprint.route("/sessions", methods=["GET"])
@access(*Role)
@blueprint.response(200, SessionList)
def sessions() -> dict[str, Any]:
    """List one's open sessions, newest first."""
    with database.reading() as session:
        held = list_open_sessions(session, require_principal().subject, dt.datetime.now(dt.UTC))
    return {"items": held, "next": None}


@blueprint.route("/sessions/<uuid:session_id>", methods=["DELETE"])
@access(*Role)
@blueprint.response(204)
def end(session_id: uuid.UUID) -> None:
    """End one of one's sessions in every service."""
    me = require_principal()
    actor = Actor(me.subject, me.name)
    end_session(session_id, subject=me.subject, actor=actor, now=dt.datetime.now(dt.UTC))


@blueprint.route("/keys", methods=["GET"])
@anyone()
@blueprint.response(200)
def keys() -> Any:
    """Publish the public keys that verify tokens (RFC 7517)."""
    return json.loads(current_app.config["SETTINGS"].session_keys_file.read_text())
