"""Endpoints of asks and offers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, make_response, request, url_for

from services.catalogue.database import database
from services.catalogue.organisations.queries import Bodies, get_bodies
from services.catalogue.postbox.actions import edit_posting, move_posting, post
from services.catalogue.postbox.models import Posting
from services.catalogue.postbox.queries import Filters, get_posting, list_postings
from services.catalogue.postbox.rules import Kind, PostingText, State, Writer, address_of
from services.catalogue.postbox.schemas import (
    PostingEdit,
    PostingIn,
    PostingOut,
    PostingQuery,
    StateIn,
)
from shared.auth.access import access, anyone, require_principal
from shared.auth.tokens import Role
from shared.db import Page, new_id
from shared.web import check_if_match, idempotent, list_schema, set_etag
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "postbox", description="Asks and offers")

_AS_STORED = (
    *("id", "kind", "title", "text", "themes", "organisation_id", "state"),
    *("version", "created_at", "updated_at"),
)


def _shown(row: Posting, bodies: Bodies) -> dict[str, Any]:
    body = bodies.find(row.organisation_id)
    return {name: getattr(row, name) for name in _AS_STORED} | {
        "organisation": row.organisation_name,
        "council": body.name if body else None,
        "url": address_of(row.id),
    }


def _answer(row: Posting, status: int = 200) -> Response:
    with database.reading() as session:
        document = PostingOut().dump(_shown(row, get_bodies(session)))
    response = set_etag(make_response(document, status), row.version)
    if status == 201:
        response.headers["Location"] = url_for("postbox_api.show", posting_id=row.id)
    return response


def _writer() -> Writer:
    principal = require_principal()
    return Writer(principal.subject, is_reviewer=principal.has(Role.REVIEWER))


@blueprint.route("/postings", methods=["GET"])
@anyone()
@blueprint.arguments(PostingQuery, location="query")
@blueprint.response(200, list_schema(PostingOut))
def index(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List asks and offers, the newest first."""
    filters = Filters(kind=query["kind"], state=query["state"], theme=query["theme"])
    with database.reading() as session:
        page = list_postings(session, filters, limit=query["limit"], cursor=query["cursor"])
        bodies = get_bodies(session)
    return Page([_shown(row, bodies) for row in page.items], page.next)


@blueprint.route("/postings", methods=["POST"])
@access(Role.CONTRIBUTOR, Role.REVIEWER)
@idempotent
@blueprint.arguments(PostingIn)
@blueprint.response(201, PostingOut)
def create(fields: dict[str, Any]) -> Response:
    """Post an ask or an offer."""
    kind: Kind = fields.pop("kind")
    text = PostingText(**fields)
    now = dt.datetime.now(dt.UTC)
    return _answer(post(kind, text, submission_id=new_id(), writer=_writer(), now=now), 201)


@blueprint.route("/postings/<uuid:posting_id>", methods=["GET"])
@anyone()
@blueprint.response(200, PostingOut)
def show(posting_id: uuid.UUID) -> Response:
    """Return an ask or an offer."""
    with database.reading() as session:
        return _answer(get_posting(session, posting_id))


@blueprint.route("/postings/<uuid:posting_id>", methods=["PATCH"])
@access(Role.CONTRIBUTOR, Role.REVIEWER)
@blueprint.arguments(PostingEdit)
@blueprint.response(200, PostingOut)
def edit(fields: dict[str, Any], posting_id: uuid.UUID) -> Response:
    """Change some of what a posting says; needs If-Match."""
    with database.reading() as session:
        posting = get_posting(session, posting_id)
    check_if_match(posting.version)
    said = {
        "title": posting.title,
        "text": posting.text,
        "organisation": posting.organisation_name,
        "themes": tuple(posting.themes),
    }
    changed = edit_posting(
        posting_id,
        PostingText(**said | fields),
        version=posting.version,
        writer=_writer(),
        now=dt.datetime.now(dt.UTC),
    )
    return _answer(changed)


@blueprint.route("/postings/<uuid:posting_id>/state", methods=["POST"])
@access(Role.CONTRIBUTOR, Role.REVIEWER)
@idempotent
@blueprint.arguments(StateIn)
@blueprint.response(200, PostingOut)
def move(fields: dict[str, State], posting_id: uuid.UUID) -> Response:
    """Say that a posting is answered, closed or open again; with If-Match only as it was read."""
    version = None
    if request.if_match:
        with database.reading() as session:
            version = get_posting(session, posting_id).version
        check_if_match(version)
    now = dt.datetime.now(dt.UTC)
    return _answer(
        move_posting(posting_id, fields["state"], version=version, writer=_writer(), now=now)
    )
