"""Endpoints of what is read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.catalogue.database import database
from services.catalogue.innovations.rules import address_of
from services.catalogue.insights.queries import get_totals, list_most_read
from services.catalogue.insights.rules import read_period
from services.catalogue.insights.schemas import ViewsOut, ViewsQuery
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web.api import api_blueprint
from shared.web.pages import LONDON

blueprint = api_blueprint("catalogue", "insights", description="What is read")


@blueprint.route("/insights/views", methods=["GET"])
@access(Role.BOARD, Role.REVIEWER)
@blueprint.arguments(ViewsQuery, location="query")
@blueprint.response(200, ViewsOut)
def views(query: dict[str, Any]) -> dict[str, Any]:
    """Say how often innovations were read in a period."""
    period = read_period(query["since"], query["until"], dt.datetime.now(LONDON).date())
    with database.reading() as session:
        totals = get_totals(session, period)
        page = list_most_read(session, period, limit=query["limit"], cursor=query["cursor"])
    items = [vars(item) | {"url": address_of(item.slug)} for item in page.items]
    return vars(period) | vars(totals) | {"items": items, "next": page.next}
