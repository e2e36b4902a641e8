"""The table of proposals."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.events.database import Model
from services.events.proposals.rules import ProposalState, Source

_STATES = ", ".join(f"'{state}'" for state in ProposalState)
_SOURCES = ", ".join(f"'{source}'" for source in Source)


class Proposal(Model):
    """What an organisation could show at an edition.

    It may name an edition that is not known here yet: messages come in any order. `people` and
    `available` are read by `rules.people_of` and `rules.windows_of`.
    """

    __tablename__ = "proposals"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID]
    reference: Mapped[str]
    source: Mapped[str]
    source_mark: Mapped[str] = mapped_column(server_default=text("''"))  # of an imported row
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    answer_version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    version: Mapped[int]
    edited: Mapped[bool] = mapped_column(server_default=text("false"))  # by a person, here
    state: Mapped[str]
    title: Mapped[str]
    abstract: Mapped[str]
    format: Mapped[str]
    themes: Mapped[list[str]]
    organisation_id: Mapped[uuid.UUID | None]
    organisation_name: Mapped[str]
    organisation_kind: Mapped[str]
    region: Mapped[str] = mapped_column(server_default=text("''"))
    person_id: Mapped[uuid.UUID | None]  # who answered, or who proposed
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    available: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    innovation_id: Mapped[uuid.UUID | None]
    innovation: Mapped[str] = mapped_column(server_default=text("''"))  # in the proposer's words
    needs: Mapped[list[str]] = mapped_column(server_default=text("'[]'"))
    score: Mapped[float | None]
    duration_minutes: Mapped[int]
    expected_audience: Mapped[int | None]
    comment: Mapped[str]
    submitted_at: Mapped[dt.datetime | None]
    waiting_since: Mapped[dt.datetime | None]
    offer_ends_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime]

    __table_args__ = (
        UniqueConstraint("edition_id", "reference"),
        Index("ix_proposals_edition", "edition_id", "id"),
        Index("ix_proposals_drafts", "changed_at", "id", postgresql_where=text("state = 'draft'")),
        Index("ix_proposals_offers", "offer_ends_at", postgresql_where=text("state = 'offered'")),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"source IN ({_SOURCES})", name="source"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        CheckConstraint("expected_audience >= 0", name="audience"),
    )


class ProposalLink(Model):
    """A mailed link, kept as a hash and spent once: to edit a proposal, or to answer an offer."""

    __tablename__ = "proposal_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("proposals.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]

    __table_args__ = (CheckConstraint("purpose IN ('edit', 'offer')", name="purpose"),)
