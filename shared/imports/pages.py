"""The pages that take a file and show its report."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request

from shared.auth.access import access, require_principal
from shared.db import Database
from shared.imports.actions import start_import
from shared.imports.api import CONCERNS, choose_concern, choose_importer
from shared.imports.importer import Importer, concern_of
from shared.imports.queries import get_import, list_newest_imports
from shared.refusals import Invalid
from shared.web.pages import page_redirect, render


def import_pages(service: str, database: Database, importers: Sequence[Importer]) -> Blueprint:
    """Return `/<service>/imports` and the page of one import."""
    blueprint = Blueprint("imports", __name__, url_prefix=f"/{service}/imports")
    roles = frozenset[Any]().union(*(importer.roles for importer in importers))

    def form(fault: str = "", status: int = 200) -> tuple[str, int]:
        with database.reading() as session:
            newest = list_newest_imports(session)
        mine = [i for i in importers if require_principal().has(*i.roles)]
        concerns = [name for name in CONCERNS if any(concern_of(i) == name for i in mine)]
        page = render(
            "imports/new.html", importers=mine, newest=newest, fault=fault, concerns=concerns
        )
        return page, status

    @blueprint.get("/")
    @access(*roles)
    def new() -> tuple[str, int]:
        return form()

    @blueprint.post("/")
    @access(*roles)
    def create() -> Any:
        file = request.files.get("file")
        if file is None or not file.filename:
            return form("Choose a CSV file or an Excel workbook", 422)
        importer = choose_importer(importers, request.form.get("kind", ""))
        try:
            concern = choose_concern(
                importer, {name: request.values.get(name, "") for name in CONCERNS}
            )
        except Invalid as refusal:
            return form(refusal.message, refusal.status)
        entry = start_import(
            database,
            kind=importer.kind,
            filename=file.filename,
            content=file.read(),
            dry_run="dry_run" in request.form,
            publish="publish" in request.form,
            concerns_id=concern,
            actor_id=require_principal().subject,
        )
        return page_redirect(f"/{service}/imports/{entry.id}")

    @blueprint.get("/<uuid:import_id>")
    @access(*roles)
    def show(import_id: uuid.UUID) -> str:
        with database.reading() as session:
            return render("imports/show.html", entry=get_import(session, import_id))

    return blueprint
