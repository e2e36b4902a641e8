"""Reads imports."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from shared.imports.models import Import
from shared.refusals import NotFound


def get_import(session: Session, import_id: uuid.UUID) -> Import:
    """Return an import without its file. Raises NotFound."""
    query = select(Import).options(defer(Import.content), defer(Import.report))
    entry = session.scalar(query.where(Import.id == import_id))
    if entry is None:
        raise NotFound("There is no such import. Check the address.")
    return entry


def get_report(session: Session, import_id: uuid.UUID) -> str:
    """Return the report of every row as CSV. Raises NotFound before there is one."""
    report = session.scalar(select(Import.report).where(Import.id == import_id))
    if report is None:
        raise NotFound("There is no report of this import yet.")
    return report


def list_newest_imports(session: Session, limit: int = 20) -> list[Import]:
    """Return the newest imports first."""
    return list(
        session.scalars(
            select(Import)
            .options(defer(Import.content), defer(Import.report))
            .order_by(Import.created_at.desc(), Import.id.desc())
            .limit(limit)
        )
    )
