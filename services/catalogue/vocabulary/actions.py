"""What is done with the vocabulary: adding, changing and removing entries."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.catalogue.database import database
from services.catalogue.vocabulary.models import VocabularyEntry, VocabularyRevision
from services.catalogue.vocabulary.queries import get_entry
from services.catalogue.vocabulary.rules import Entry, EntryExists, EntryStale, check
from shared.db import new_id


def add_entry(entry: Entry, person_id: uuid.UUID, now: dt.datetime) -> VocabularyEntry:
    """Add an entry. Raises Invalid, EntryExists."""
    check(entry)
    try:
        with database.transaction() as session:
            row = _add(session, entry, person_id, now)
    except IntegrityError as error:
        raise EntryExists(entry.names[0]) from error
    return row


def change_entry(
    entry_id: uuid.UUID, entry: Entry, version: int, person_id: uuid.UUID, now: dt.datetime
) -> VocabularyEntry:
    """Write an entry anew. Raises Invalid, NoSuchEntry, EntryStale, EntryExists."""
    check(entry)
    try:
        with database.transaction() as session:
            row = _locked(session, entry_id, version)
            if (tuple(row.names), tuple(row.narrower)) != (entry.names, entry.narrower):
                row.name = entry.names[0]
                row.names, row.narrower = list(entry.names), list(entry.narrower)
                _note(session, row, person_id, now)
    except IntegrityError as error:
        raise EntryExists(entry.names[0]) from error
    return row


def remove_entry(
    entry_id: uuid.UUID, version: int, person_id: uuid.UUID, now: dt.datetime
) -> VocabularyEntry:
    """Take an entry out of use; what it said stays in its history. Raises NoSuchEntry, EntryStale."""
    with database.transaction() as session:
        row = _locked(session, entry_id, version)
        row.removed = True
        _note(session, row, person_id, now)
    return row


def _add(session: Session, entry: Entry, person_id: uuid.UUID, now: dt.datetime) -> VocabularyEntry:
    row = VocabularyEntry(
        id=new_id(),
        name=entry.names[0],
        names=list(entry.names),
        narrower=list(entry.narrower),
        removed=False,
        version=0,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, row, person_id, now)
    return row


def _locked(session: Session, entry_id: uuid.UUID, version: int) -> VocabularyEntry:
    row = get_entry(session, entry_id, lock=True)
    if row.version != version:
        raise EntryStale
    return row


def _note(session: Session, row: VocabularyEntry, person_id: uuid.UUID, now: dt.datetime) -> None:
    """Count the change and keep what the entry says from now on."""
    row.version += 1
    row.updated_at = now
    revision = VocabularyRevision(
        entry_id=row.id,
        version=row.version,
        names=row.names,
        narrower=row.narrower,
        removed=row.removed,
        changed_at=now,
        changed_by=person_id,
    )
    session.add(revision)
