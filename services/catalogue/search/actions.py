"""Keeps the index up to what is published: takes changes in, builds it anew, repairs it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from services.catalogue.database import database
from services.catalogue.innovations.actions import forget_changes
from services.catalogue.innovations.queries import get_documents, list_changes, list_documents
from services.catalogue.search.gateways import GenerationWriter, WriterBusy, generations_in
from services.catalogue.search.gateways.writer import LARGE_HEAP_BYTES
from shared.logs import get_logger
from shared.refusals import Unavailable

log = get_logger(__name__)

_WRITING = 0x57524954  # "WRIT": one writes to the live generation, or replaces it
_BUILDING = 0x4255494C  # "BUIL": one builds a generation, or removes old ones
_BATCH = 500
_WAIT_SECONDS = 60.0


def index_changes(folder: Path) -> int:
    """Bring the live generation up to what is published; returns how many changes were taken in.

    Changes are forgotten only after the commit that holds them, so a crash repeats some and
    loses none. Whoever finds another at work leaves: that one looks again after letting go.
    """
    taken = 0
    while _is_work_waiting():
        with _alone(_WRITING) as ours:
            if not ours:
                return taken
            done = _take_in(folder)
        if not done:
            return taken
        taken += done
    return taken


def rebuild_index(folder: Path) -> int | None:
    """Build a generation beside the live one and let it answer; returns how many it holds.

    Changes go on into the live generation meanwhile and are read again at the end. None when
    another is building already.
    """
    generations = generations_in(folder)
    with _alone(_BUILDING) as ours:
        if not ours:
            return None
        generations.remove_unused()
        with generations.building() as new:
            count = _write_all(new)
            with _alone(_WRITING, wait_seconds=_WAIT_SECONDS) as allowed:
                if not allowed:
                    raise Unavailable("The index is being written to by another. Try again later.")
                _catch_up(new, generations.changes_of(new))
                generations.make_live(new)
    log.info("index_rebuilt", generation=new.name, innovations=count)
    index_changes(folder)
    return count


def check_index(folder: Path) -> None:
    """Build the index anew where it is missing or damaged; take in what a lost wake-up left."""
    generations = generations_in(folder)
    if not generations.is_sound():
        rebuild_index(folder)
        return
    index_changes(folder)
    if generations.has_unused():
        with _alone(_BUILDING) as ours:
            if ours:
                generations.remove_unused()


def _is_work_waiting() -> bool:
    with database.reading() as session:
        return bool(list_changes(session, 1))


def _take_in(folder: Path) -> int:
    """Take in all that waits; 0 when there is no index to do it in."""
    live = generations_in(folder).live()
    if live is None:
        return 0
    taken = 0
    try:
        with GenerationWriter(live) as writer:
            while done := _take_in_batch(folder, writer):
                taken += done
    except WriterBusy:
        log.warning("index_writer_busy", generation=live.name)
    return taken


def _take_in_batch(folder: Path, writer: GenerationWriter) -> int:
    with database.reading() as session:
        changes = list_changes(session, _BATCH)
        ids = list(dict.fromkeys(change.innovation_id for change in changes))
        documents = get_documents(session, ids) if ids else []
    if not changes:
        return 0
    writer.replace(ids, documents)
    writer.commit()
    generations_in(folder).note_changes(ids)
    with database.transaction() as session:
        forget_changes(session, [change.position for change in changes])
    return len(changes)


def _write_all(generation: Path) -> int:
    count = 0
    after: uuid.UUID | None = None
    with GenerationWriter(generation, heap_bytes=LARGE_HEAP_BYTES) as writer:
        while True:
            with database.reading() as session:
                documents = list_documents(session, after, _BATCH)
            if not documents:
                break
            writer.add(documents)
            count += len(documents)
            after = documents[-1].id
        writer.commit()
    return count


def _catch_up(generation: Path, ids: list[uuid.UUID]) -> None:
    """Read again what changed since the building began."""
    with GenerationWriter(generation) as writer:
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            with database.reading() as session:
                writer.replace(batch, get_documents(session, batch))
        writer.commit()


@contextmanager
def _alone(lock: int, *, wait_seconds: float = 0.0) -> Iterator[bool]:
    """Say whether this is the only process in the block; the lock ends with our connection."""
    until = time.monotonic() + wait_seconds
    with database.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        ours = False
        try:
            while True:
                taken = connection.scalar(
                    text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock}
                )
                ours = bool(taken)
                if ours or time.monotonic() >= until:
                    break
                time.sleep(0.05)
            yield ours
        finally:
            if ours:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": lock})
