"""Takes a file, and brings it in as a whole: one transaction, whatever interrupts it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from shared.bus import enqueue
from shared.db import Database, new_id
from shared.imports.files import read_sheet
from shared.imports.importer import Importer, ImportOptions, Outcome
from shared.imports.models import Import
from shared.imports.sheets import Fault, FileFault, Row, Sheet
from shared.logs import get_logger

log = get_logger(__name__)

LISTED_FAULTS = 1000
_TRIES = 3
_LONGEST_IMPORT_MS = 1_800_000
Results = list[tuple[Row, Outcome]]


def start_import(
    database: Database,
    *,
    kind: str,
    filename: str,
    content: bytes,
    dry_run: bool,
    publish: bool,
    actor_id: uuid.UUID,
    concerns_id: uuid.UUID | None = None,
) -> Import:
    """Keep the file and wake a worker."""
    entry = Import(
        id=new_id(),
        kind=kind,
        filename=filename[:200],
        content=content,
        dry_run=dry_run,
        publish=publish,
        concerns_id=concerns_id,
        actor_id=actor_id,
        state="queued",
        created_at=dt.datetime.now(dt.UTC),
    )
    with database.transaction() as session:
        session.add(entry)
        enqueue(session, f"{database.service}.run-import", import_id=str(entry.id))
    return entry


def find_waiting_imports(database: Database) -> list[uuid.UUID]:
    """Return the imports nobody has finished, oldest first: what a lost wake-up leaves behind."""
    with database.reading() as session:
        return list(
            session.scalars(
                select(Import.id)
                .where(Import.finished_at.is_(None))
                .order_by(Import.created_at, Import.id)
                .limit(100)
            )
        )


def run_import(database: Database, importers: Sequence[Importer], import_id: uuid.UUID) -> None:
    """Bring a waiting file in; does nothing where it is finished or another worker has it."""
    with database.transaction() as session:
        entry = _lock(session, import_id)
        if entry is None or not _is_alone(session, entry.kind):
            return  # finished, in other hands, or behind another file of its kind: a tick comes back
        entry.attempts += 1
        entry.state = "running" if entry.attempts <= _TRIES else "failed"
        if entry.state == "failed":
            _fail(entry, FileFault("Something went wrong on our side. It has been recorded."))
            return
    with database.transaction() as session:
        entry = _lock(session, import_id)
        if entry is None or entry.content is None or not _is_alone(session, entry.kind):
            return
        session.execute(text(f"SET LOCAL statement_timeout = {_LONGEST_IMPORT_MS}"))
        importer = next(i for i in importers if i.kind == entry.kind)
        try:
            sheet = read_sheet(entry.content, importer.required, importer.optional)
            _finish(entry, sheet, _bring_in(session, importer, entry, sheet))
        except FileFault as fault:
            _fail(entry, fault)
        log.info("import_finished", import_id=str(entry.id), kind=entry.kind, state=entry.state)


def _lock(session: Session, import_id: uuid.UUID) -> Import | None:
    return session.scalar(
        select(Import)
        .where(Import.id == import_id, Import.finished_at.is_(None))
        .with_for_update(skip_locked=True)
    )


def _is_alone(session: Session, kind: str) -> bool:
    """Take, until the transaction ends, the right to import a kind; False where another has it."""
    lock = func.pg_try_advisory_xact_lock(func.hashtext(f"import {kind}"))
    return bool(session.scalar(select(lock)))


def _bring_in(session: Session, importer: Importer, entry: Import, sheet: Sheet) -> Results:
    """Run the importer; a dry run leaves nothing behind."""
    options = ImportOptions(entry.publish, entry.actor_id, entry.concerns_id)
    savepoint = session.begin_nested()
    with session.no_autoflush:
        results = list(importer.run(session, sheet.rows, options))
    if entry.dry_run:
        savepoint.rollback()
    else:
        savepoint.commit()
    ragged: Results = [(row, Outcome("rejected", (fault,))) for row, fault in sheet.ragged]
    return sorted([*results, *ragged], key=lambda result: result[0].number)


def _finish(entry: Import, sheet: Sheet, results: Results) -> None:
    counts = Counter(outcome.state for _, outcome in results)
    entry.state = "done"
    entry.rows = len(results)
    entry.created, entry.updated = counts["created"], counts["updated"]
    entry.unchanged, entry.rejected = counts["unchanged"], counts["rejected"]
    entry.errors = _listed((row, fault) for row, outcome in results for fault in outcome.faults)
    unused = [(Row(1, {}), Fault(c, f"The column {c} is not used.")) for c in sheet.unused_columns]
    noted = [(row, note) for row, outcome in results for note in outcome.notes]
    entry.notes = _listed([*unused, *noted])
    entry.report = _report(results)
    entry.content = None
    entry.finished_at = dt.datetime.now(dt.UTC)


def _fail(entry: Import, fault: FileFault) -> None:
    entry.state = "failed"
    entry.errors = [{"row": fault.row, "field": fault.field, "message": fault.message}]
    entry.content = None
    entry.finished_at = dt.datetime.now(dt.UTC)


def _listed(faults: Any) -> list[dict[str, Any]]:
    """The first thousand; the report has all."""
    listed = [{"row": row.number, "field": f.field, "message": f.message} for row, f in faults]
    return listed[:LISTED_FAULTS]


def _report(results: Results) -> str:
    """Every row as CSV: its number, what became of it, and why."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["row", "outcome", "field", "message"])
    for row, outcome in results:
        faults = [*outcome.faults, *outcome.notes] or [Fault("", "")]
        writer.writerows([row.number, outcome.state, f.field, f.message] for f in faults)
    return file.getvalue()
