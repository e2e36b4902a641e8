"""Endpoints of unmet needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.catalogue.database import database
from services.catalogue.needs.queries import Need, list_needs
from services.catalogue.needs.rules import Span
from services.catalogue.needs.schemas import NeedOut, NeedsQuery
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import list_schema
from shared.web.api import api_blueprint
from shared.web.pages import LONDON

blueprint = api_blueprint("catalogue", "needs", description="What is searched for and not found")


@blueprint.route("/unmet-needs", methods=["GET"])
@access(Role.REVIEWER, Role.BOARD)
@blueprint.arguments(NeedsQuery, location="query")
@blueprint.response(200, list_schema(NeedOut))
def index(query: dict[str, Any]) -> Page[Need]:
    """List what people searched for and did not find, the most searched for first."""
    span = Span.until(dt.datetime.now(LONDON).date())
    with database.reading() as session:
        return list_needs(
            session, span, state=query["state"], limit=query["limit"], cursor=query["cursor"]
        )
