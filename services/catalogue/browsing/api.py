"""What is like an innovation, for programs."""

from __future__ import annotations

import uuid
from typing import Any, cast

from flask import current_app

from services.catalogue.browsing.schemas import SimilarListOut
from services.catalogue.database import database
from services.catalogue.innovations.queries import get_innovation, reader_of
from services.catalogue.innovations.rules import address_of
from services.catalogue.search.queries import find_similar
from services.catalogue.settings import CatalogueSettings
from shared.auth.access import anyone, current_principal
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "browsing", description="What is like an innovation")

_MOST = 10


@blueprint.route("/innovations/<uuid:innovation_id>/similar", methods=["GET"])
@anyone()
@blueprint.response(200, SimilarListOut)
@blueprint.alt_response(404, description="There is no such innovation.")
@blueprint.alt_response(503, description="There is no index at the moment; see Retry-After.")
def similar(innovation_id: uuid.UUID) -> dict[str, list[dict[str, Any]]]:
    """List the innovations most like one: by its rarest words and its themes."""
    settings = cast("CatalogueSettings", current_app.config["SETTINGS"])
    with database.reading() as session:
        innovation = get_innovation(session, innovation_id, reader_of(current_principal()))
    items = find_similar(
        settings.index_dir,
        innovation_id=innovation.id,
        text=f"{innovation.title}\n{innovation.summary}",
        themes=innovation.themes,
        limit=_MOST,
    )
    return {"items": [item | {"url": address_of(item["slug"])} for item in items]}
