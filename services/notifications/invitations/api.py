"""Endpoints on the answers to a campaign."""

from __future__ import annotations

import uuid
from typing import Any

from services.notifications.campaigns.queries import get_campaign
from services.notifications.database import database
from services.notifications.invitations.queries import ListedAnswer, list_answers
from services.notifications.invitations.schemas import AnswerList
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "invitations", description="What councils answer")


@api.route("/campaigns/<uuid:campaign_id>/answers", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, AnswerList)
def answers(query: dict[str, Any], campaign_id: uuid.UUID) -> Page[ListedAnswer]:
    """List the answers to a campaign, newest first."""
    with database.reading() as session:
        get_campaign(session, campaign_id)
        return list_answers(session, campaign_id, **query)
