"""The tables of the vocabulary and of what it said before."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.catalogue.database import Model


class VocabularyEntry(Model):
    """An entry as it is now (vocabulary.rules.Entry says what it means); `name` is its first name."""

    __tablename__ = "vocabulary_entries"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    names: Mapped[list[str]]
    narrower: Mapped[list[str]]
    removed: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (
        Index("ix_vocabulary_entries_name", "name", "id"),
        Index(
            "uq_vocabulary_entries_name", "name", unique=True, postgresql_where=text("NOT removed")
        ),
    )


class VocabularyRevision(Model):
    """What an entry said at one of its versions, and who wrote that; None: it shipped so."""

    __tablename__ = "vocabulary_revisions"

    entry_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("vocabulary_entries.id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    names: Mapped[list[str]]
    narrower: Mapped[list[str]]
    removed: Mapped[bool]
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None]
