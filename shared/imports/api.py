"""The endpoints that take a file and say what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, make_response, url_for
from flask_smorest import Blueprint
from flask_smorest.fields import Upload
from marshmallow import Schema, fields
from werkzeug.datastructures import FileStorage

from shared.auth.access import access, require_principal
from shared.db import Database
from shared.imports.actions import start_import
from shared.imports.importer import Importer, concern_of, find_concern
from shared.imports.models import Import
from shared.imports.queries import get_import, get_report
from shared.refusals import Forbidden, Invalid
from shared.web.api import api_blueprint
from shared.web.idempotency import idempotent

CONCERNS = ("edition", "cohort")


class ImportForm(Schema):
    """What is said with the file."""

    kind = fields.String(required=True)
    dry_run = fields.Boolean(load_default=False)
    publish = fields.Boolean(load_default=False)
    edition = fields.String(load_default="")
    cohort = fields.String(load_default="")


class ImportFile(Schema):
    """The file."""

    file = Upload(required=True)


class RowFault(Schema):
    """One fault; `row` is what a spreadsheet program shows, 0 for the file as a whole."""

    row = fields.Integer(required=True)
    field = fields.String(required=True)
    message = fields.String(required=True)


class ImportOut(Schema):
    """An import and, once done, its figures; `errors` and `notes` list the first thousand."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    publish = fields.Boolean(required=True)
    concerns_id = fields.UUID(required=True, allow_none=True)
    rows = fields.Integer(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    errors = fields.List(fields.Nested(RowFault), required=True)
    notes = fields.List(fields.Nested(RowFault), required=True)
    report_url = fields.Method("get_report_url", allow_none=True)

    def get_report_url(self, entry: Import) -> str | None:
        """Return where every row's outcome is, once there is one."""
        if entry.state != "done":
            return None
        return url_for("imports_api.report", import_id=entry.id, _external=False)


def choose_importer(importers: Sequence[Importer], kind: str) -> Importer:
    """Return the importer of a kind that the principal may use. Raises Invalid, Forbidden."""
    importer = next((i for i in importers if i.kind == kind), None)
    if importer is None:
        known = ", ".join(i.kind for i in importers)
        raise Invalid(f"We import these kinds of file: {known}.", pointer="/kind")
    if not require_principal().has(*importer.roles):
        raise Forbidden(f"Importing {kind} needs one of these roles: {', '.join(importer.roles)}.")
    return importer


def choose_concern(importer: Importer, given: Mapping[str, str]) -> uuid.UUID | None:
    """Return the id of what the rows are for. Raises Invalid where it is missing or out of place."""
    concern = concern_of(importer)
    for name, value in given.items():
        if value.strip() and name != concern:
            raise Invalid(f"A file of {importer.kind} is for no {name}.", pointer=f"/{name}")
    if not concern:
        return None
    named = given.get(concern, "").strip()
    if not named:
        raise Invalid(f"Say which {concern} the {importer.kind} are for.", pointer=f"/{concern}")
    found = find_concern(importer, named)
    if found is None:
        raise Invalid(f"Copy the id of the {concern} from its page.", pointer=f"/{concern}")
    return found


def import_api(service: str, database: Database, importers: Sequence[Importer]) -> Blueprint:
    """Return `POST /<service>/api/imports`, `GET …/imports/{id}` and its report."""
    blueprint = api_blueprint(service, "imports", description="Files brought in")
    roles = frozenset[Any]().union(*(importer.roles for importer in importers))

    @blueprint.route("/imports", methods=["POST"])
    @access(*roles)
    @idempotent
    @blueprint.arguments(ImportForm, location="form")
    @blueprint.arguments(ImportFile, location="files")
    @blueprint.response(202, ImportOut)
    def create(form: dict[str, Any], files: dict[str, FileStorage]) -> tuple[Import, int, Any]:
        """Take a CSV file; its state and figures are at the Location given."""
        importer = choose_importer(importers, form["kind"])
        entry = start_import(
            database,
            kind=importer.kind,
            filename=files["file"].filename or "",
            content=files["file"].read(),
            dry_run=form["dry_run"],
            publish=form["publish"],
            concerns_id=choose_concern(importer, {name: form[name] for name in CONCERNS}),
            actor_id=require_principal().subject,
        )
        return entry, 202, {"Location": url_for("imports_api.show", import_id=entry.id)}

    @blueprint.route("/imports/<uuid:import_id>", methods=["GET"])
    @access(*roles)
    @blueprint.response(200, ImportOut)
    def show(import_id: uuid.UUID) -> Import:
        """Say how an import stands."""
        with database.reading() as session:
            return get_import(session, import_id)

    @blueprint.route("/imports/<uuid:import_id>/report", methods=["GET"])
    @access(*roles)
    @blueprint.response(200, content_type="text/csv")
    def report(import_id: uuid.UUID) -> Response:
        """List what became of every row, as CSV."""
        with database.reading() as session:
            response = make_response(get_report(session, import_id))
        response.mimetype = "text/csv"
        response.headers["Content-Disposition"] = f'attachment; filename="import-{import_id}.csv"'
        return response

    return blueprint
