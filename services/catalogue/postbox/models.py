"""The table of asks and offers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from services.catalogue.database import Model


class Posting(Model):
    """An ask or an offer; public from the moment it is posted.

    `organisation_name` stays as written, `organisation_id` is whom we take it to mean. `author_id`
    is an account; `submission_id` makes a form that is sent twice one posting. `words` is what the
    words of a search are held against.
    """

    __tablename__ = "postings"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    themes: Mapped[list[str]]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    organisation_name: Mapped[str]
    state: Mapped[str]
    author_id: Mapped[uuid.UUID] = mapped_column(index=True)
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    words: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "to_tsvector('english'::regconfig, title || ' ' || text || ' ' || themes::text)",
            persisted=True,
        ),
        deferred=True,
    )

    __table_args__ = (
        CheckConstraint("kind IN ('ask', 'offer')", name="kind"),
        CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),
        Index("ix_postings_state", "state", "kind", "id"),
        Index("ix_postings_words", "words", postgresql_using="gin"),
    )
