"""Endpoints of innovations."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, make_response, request, url_for

from services.catalogue.database import database
from services.catalogue.innovations.actions import (
    choose_organisation,
    edit_innovation,
    publish_innovations,
    submit_innovation,
    withdraw_innovation,
)
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import (
    Filters,
    UnmatchedName,
    get_innovation,
    list_innovations,
    list_unmatched,
    reader_of,
)
from services.catalogue.innovations.rules import InnovationText, Reader, address_of
from services.catalogue.innovations.schemas import (
    ChoiceIn,
    ChoiceOut,
    InnovationEdit,
    InnovationIn,
    InnovationOut,
    InnovationQuery,
    UnmatchedOut,
)
from services.catalogue.organisations.queries import Bodies, get_bodies
from shared.auth.access import access, anyone, current_principal, require_principal
from shared.auth.tokens import Role
from shared.db import Page, new_id
from shared.web import CursorQuery, check_if_match, idempotent, list_schema, set_etag
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "innovations", description="Innovations")

_AS_STORED = (
    *("id", "reference", "slug", "title", "summary", "organisation_id", "year", "themes", "link"),
    *("state", "source", "continues_id", "version", "created_at", "updated_at", "published_at"),
)


def shown(row: Innovation, bodies: Bodies) -> dict[str, Any]:
    """Return an innovation as the API shows it."""
    body = bodies.find(row.organisation_id)
    return {name: getattr(row, name) for name in _AS_STORED} | {
        "organisation": row.organisation_name,
        "council": body.name if body else None,
        "region": row.region or (body.region if body else None),
        "url": address_of(row.slug),
    }


def _answer(row: Innovation, status: int = 200) -> Response:
    with database.reading() as session:
        document = InnovationOut().dump(shown(row, get_bodies(session)))
    response = set_etag(make_response(document, status), row.version)
    if status == 201:
        response.headers["Location"] = url_for("innovations_api.show", innovation_id=row.id)
    return response


def _reader() -> Reader:
    return reader_of(current_principal())


@blueprint.route("/innovations", methods=["GET"])
@anyone()
@blueprint.arguments(InnovationQuery, location="query")
@blueprint.response(200, list_schema(InnovationOut))
def index(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List innovations, the newest entry first; drafts for reviewers and who submitted them."""
    organisation_id = query["organisation_id"]
    filters = Filters(
        state=query["state"],
        source=query["source"],
        reference=query["reference"],
        organisation_ids=(organisation_id,) if organisation_id else None,
    )
    with database.reading() as session:
        page = list_innovations(
            session, _reader(), filters, limit=query["limit"], cursor=query["cursor"]
        )
        bodies = get_bodies(session)
    return Page([shown(row, bodies) for row in page.items], page.next)


@blueprint.route("/innovations", methods=["POST"])
@access(Role.CONTRIBUTOR, Role.REVIEWER)
@idempotent
@blueprint.arguments(InnovationIn)
@blueprint.response(201, InnovationOut)
def create(fields: dict[str, Any]) -> Response:
    """Submit an innovation; it is a draft until a reviewer publishes it."""
    innovation = submit_innovation(
        InnovationText(**fields),
        submission_id=new_id(),
        person_id=require_principal().subject,
        now=dt.datetime.now(dt.UTC),
    )
    return _answer(innovation, 201)


@blueprint.route("/innovations/<uuid:innovation_id>", methods=["GET"])
@anyone()
@blueprint.response(200, InnovationOut)
def show(innovation_id: uuid.UUID) -> Response:
    """Return an innovation."""
    with database.reading() as session:
        innovation = get_innovation(session, innovation_id, _reader())
    return _answer(innovation)


@blueprint.route("/innovations/<uuid:innovation_id>", methods=["PATCH"])
@access(Role.CONTRIBUTOR, Role.REVIEWER)
@blueprint.arguments(InnovationEdit(partial=True))
@blueprint.response(200, InnovationOut)
def edit(fields: dict[str, Any], innovation_id: uuid.UUID) -> Response:
    """Change some of an innovation's text; needs If-Match."""
    with database.reading() as session:
        version = get_innovation(session, innovation_id, _reader()).version
    check_if_match(version)
    innovation = edit_innovation(
        innovation_id,
        fields,
        version=version,
        reader=_reader(),
        now=dt.datetime.now(dt.UTC),
    )
    return _answer(innovation)


@blueprint.route("/innovations/<uuid:innovation_id>/publication", methods=["POST"])
@access(Role.REVIEWER)
@idempotent
@blueprint.response(200, InnovationOut)
def publish(innovation_id: uuid.UUID) -> Response:
    """Make an innovation public; with If-Match only if nobody has changed it since."""
    version = None
    if request.if_match:
        with database.reading() as session:
            version = get_innovation(session, innovation_id, _reader()).version
        check_if_match(version)
    return _answer(publish_innovations({innovation_id: version}, dt.datetime.now(dt.UTC))[0])


@blueprint.route("/innovations/<uuid:innovation_id>/withdrawal", methods=["POST"])
@access(Role.CONTRIBUTOR, Role.REVIEWER)
@idempotent
@blueprint.response(200, InnovationOut)
def withdraw(innovation_id: uuid.UUID) -> Response:
    """Take an innovation out of the catalogue, or give a draft up."""
    innovation = withdraw_innovation(innovation_id, reader=_reader(), now=dt.datetime.now(dt.UTC))
    return _answer(innovation)


@blueprint.route("/unmatched-organisations", methods=["GET"])
@access(Role.REVIEWER)
@blueprint.arguments(CursorQuery, location="query")
@blueprint.response(200, list_schema(UnmatchedOut))
def unmatched(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List organisations as written that are in no register, and who could be meant."""
    with database.reading() as session:
        page = list_unmatched(session, limit=query["limit"], after=query["cursor"])
        bodies = get_bodies(session)
    return Page([_unmatched(item, bodies) for item in page.items], page.next)


def _unmatched(item: UnmatchedName, bodies: Bodies) -> dict[str, Any]:
    match = bodies.match(item.name)
    return {
        "name": item.name,
        "innovations": item.innovations,
        "kind": match.kind,
        "candidates": [c for c in (match.council, *match.candidates) if c],
    }


@blueprint.route("/unmatched-organisations", methods=["POST"])
@access(Role.REVIEWER)
@idempotent
@blueprint.arguments(ChoiceIn)
@blueprint.response(200, ChoiceOut)
def choose(fields: dict[str, Any]) -> dict[str, int]:
    """Say whom a name as written means, for every innovation that has it."""
    count = choose_organisation(
        fields["name"],
        fields["organisation_id"],
        reader=_reader(),
        now=dt.datetime.now(dt.UTC),
    )
    return {"innovations": count}
