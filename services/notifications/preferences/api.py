"""Endpoints on what somebody wants to get, by the token of the link in their mail."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from flask import current_app

from services.notifications.database import database
from services.notifications.delivery.rules import PREFERENCES, read_token
from services.notifications.preferences.actions import choose_mail
from services.notifications.preferences.queries import Choices, get_choices
from services.notifications.preferences.schemas import WishesIn, WishesOut
from services.notifications.settings import NotificationsSettings
from shared.auth.access import anyone
from shared.web import check_if_match
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "preferences", description="What people want to get")
Answer = tuple[dict[str, Any], int, dict[str, str]]


@api.route("/preferences/<token>", methods=["GET"])
@anyone()
@api.response(200, WishesOut)
def show(token: str) -> Answer:
    """Say what the person of a mail's link wants to get."""
    with database.reading() as session:
        return _answer(get_choices(session, _contact_of(token)))


@api.route("/preferences/<token>", methods=["PUT"])
@anyone(form_token=False)
@api.arguments(WishesIn)
@api.response(200, WishesOut)
def choose(fields: dict[str, Any], token: str) -> Answer:
    """Change what the person of a mail's link wants to get."""
    contact_id = _contact_of(token)
    now = dt.datetime.now(dt.UTC)
    return _answer(choose_mail(contact_id, fields, check_version=check_if_match, now=now))


def _answer(choices: Choices) -> Answer:
    kept = choices.preference
    shown = {
        "purposes": choices.purposes,
        "topics": kept.topics,
        "weekly_cap": kept.weekly_cap,
        "paused_until": kept.paused_until,
        "known_topics": choices.topics,
    }
    return shown, 200, {"ETag": f'"{kept.version}"'}


def _contact_of(token: str) -> uuid.UUID:
    settings = cast("NotificationsSettings", current_app.config["SETTINGS"])
    return read_token(settings.secret_key, PREFERENCES, token)
