"""Endpoints of organisations."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, make_response, url_for

from services.catalogue.database import database
from services.catalogue.organisations.actions import add_organisation
from services.catalogue.organisations.models import Organisation
from services.catalogue.organisations.queries import get_organisation, list_organisations
from services.catalogue.organisations.schemas import (
    OrganisationIn,
    OrganisationOut,
    OrganisationQuery,
)
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.db import Page
from shared.register import Kind
from shared.web import idempotent, list_schema, set_etag
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "organisations", description="Councils and other bodies")


@blueprint.route("/organisations", methods=["GET"])
@anyone()
@blueprint.arguments(OrganisationQuery, location="query")
@blueprint.response(200, list_schema(OrganisationOut))
def index(query: dict[str, Any]) -> Page[Organisation]:
    """List organisations by name, those that have ended included."""
    with database.reading() as session:
        return list_organisations(
            session,
            kind=query["kind"],
            region=query["region"],
            name_prefix=query["q"],
            limit=query["limit"],
            cursor=query["cursor"],
        )


@blueprint.route("/organisations", methods=["POST"])
@access(Role.REVIEWER)
@idempotent
@blueprint.arguments(OrganisationIn)
@blueprint.response(201, OrganisationOut)
def create(fields: dict[str, Any]) -> Response:
    """Add a body that is not in the register."""
    organisation = add_organisation(
        fields["name"], Kind(fields["kind"]), fields["region"], dt.datetime.now(dt.UTC)
    )
    response = set_etag(
        make_response(OrganisationOut().dump(organisation), 201), organisation.version
    )
    response.headers["Location"] = url_for(
        "organisations_api.show", organisation_id=organisation.id
    )
    return response


@blueprint.route("/organisations/<uuid:organisation_id>", methods=["GET"])
@anyone()
@blueprint.response(200, OrganisationOut)
def show(organisation_id: uuid.UUID) -> Organisation:
    """Return an organisation."""
    with database.reading() as session:
        return get_organisation(session, organisation_id)
