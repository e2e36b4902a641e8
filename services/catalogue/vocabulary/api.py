"""Endpoints of the vocabulary that searches are read by."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, make_response, url_for

from services.catalogue.database import database
from services.catalogue.vocabulary.actions import add_entry, change_entry, remove_entry
from services.catalogue.vocabulary.models import VocabularyEntry
from services.catalogue.vocabulary.queries import get_entry, list_entries, list_revisions
from services.catalogue.vocabulary.rules import Entry, tidy
from services.catalogue.vocabulary.schemas import (
    EntryIn,
    EntryOut,
    EntryQuery,
    RevisionsOut,
)
from shared.auth.access import access, anyone, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import check_if_match, idempotent, list_schema, set_etag
from shared.web.api import api_blueprint

blueprint = api_blueprint("catalogue", "vocabulary", description="The words that searches know")


def _answer(row: VocabularyEntry, status: int = 200) -> Response:
    response = set_etag(make_response(EntryOut().dump(row), status), row.version)
    if status == 201:
        response.headers["Location"] = url_for("vocabulary_api.show", entry_id=row.id)
    return response


def _read(fields: dict[str, Any]) -> Entry:
    return Entry(tidy(fields["names"]), tidy(fields["narrower"]))


def _checked_version(entry_id: uuid.UUID) -> int:
    with database.reading() as session:
        version = get_entry(session, entry_id).version
    check_if_match(version)
    return version


@blueprint.route("/vocabulary", methods=["GET"])
@anyone()
@blueprint.arguments(EntryQuery, location="query")
@blueprint.response(200, list_schema(EntryOut))
def index(query: dict[str, Any]) -> Page[VocabularyEntry]:
    """List the entries by their first name."""
    with database.reading() as session:
        return list_entries(
            session, containing=query["q"], limit=query["limit"], cursor=query["cursor"]
        )


@blueprint.route("/vocabulary", methods=["POST"])
@access(Role.REVIEWER)
@idempotent
@blueprint.arguments(EntryIn)
@blueprint.response(201, EntryOut)
def create(fields: dict[str, Any]) -> Response:
    """Add an entry; searches read by it within a second."""
    now = dt.datetime.now(dt.UTC)
    return _answer(add_entry(_read(fields), require_principal().subject, now), 201)


@blueprint.route("/vocabulary/<uuid:entry_id>", methods=["GET"])
@anyone()
@blueprint.response(200, EntryOut)
def show(entry_id: uuid.UUID) -> Response:
    """Show an entry."""
    with database.reading() as session:
        return _answer(get_entry(session, entry_id))


@blueprint.route("/vocabulary/<uuid:entry_id>", methods=["PUT"])
@access(Role.REVIEWER)
@blueprint.arguments(EntryIn)
@blueprint.response(200, EntryOut)
def change(fields: dict[str, Any], entry_id: uuid.UUID) -> Response:
    """Write an entry anew; needs If-Match."""
    version = _checked_version(entry_id)
    now = dt.datetime.now(dt.UTC)
    person_id = require_principal().subject
    return _answer(change_entry(entry_id, _read(fields), version, person_id, now))


@blueprint.route("/vocabulary/<uuid:entry_id>", methods=["DELETE"])
@access(Role.REVIEWER)
@blueprint.response(204)
def remove(entry_id: uuid.UUID) -> None:
    """Take an entry out of use; its history stays. Needs If-Match."""
    version = _checked_version(entry_id)
    remove_entry(entry_id, version, require_principal().subject, dt.datetime.now(dt.UTC))


@blueprint.route("/vocabulary/<uuid:entry_id>/revisions", methods=["GET"])
@access(Role.REVIEWER)
@blueprint.response(200, RevisionsOut)
def revisions(entry_id: uuid.UUID) -> dict[str, Any]:
    """List what an entry said, the newest first."""
    with database.reading() as session:
        return {"items": list_revisions(session, entry_id)}
