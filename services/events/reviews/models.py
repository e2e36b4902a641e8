"""The tables of reviewing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.events.database import Model


class ReviewRound(Model):
    """How an edition's proposals are reviewed."""

    __tablename__ = "review_rounds"

    edition_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True
    )
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    is_anonymous: Mapped[bool]
    per_proposal: Mapped[int]
    version: Mapped[int]

    __table_args__ = (CheckConstraint("per_proposal BETWEEN 1 AND 10", name="per_proposal"),)


class Reviewer(Model):
    """Somebody with an account who reviews for an edition, and whom they must not judge."""

    __tablename__ = "reviewers"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    subject: Mapped[uuid.UUID]  # the account's id
    name: Mapped[str]
    organisation_name: Mapped[str]
    avoids: Mapped[list[str]]  # organisations they have to do with
    added_at: Mapped[dt.datetime]

    __table_args__ = (UniqueConstraint("edition_id", "subject"),)


class Review(Model):
    """A proposal given to a reviewer, and what they think of it once they have said."""

    __tablename__ = "reviews"

    reviewer_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("reviewers.id", ondelete="CASCADE"), primary_key=True
    )
    proposal_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True
    )
    edition_id: Mapped[uuid.UUID]
    scores: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    comment: Mapped[str]
    has_conflict: Mapped[bool]  # the reviewer said so: they do not judge it
    submitted_at: Mapped[dt.datetime | None]
    version: Mapped[int]

    reviewer: Mapped[Reviewer] = relationship(lazy="raise")

    __table_args__ = (
        Index("ix_reviews_proposal", "proposal_id", "reviewer_id"),
        Index("ix_reviews_edition", "edition_id", "proposal_id"),
    )


class GroupView(Model):
    """What a working group of members thinks of a proposal, in a rating and a comment."""

    __tablename__ = "group_views"

    proposal_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True
    )
    group_name: Mapped[str] = mapped_column(primary_key=True)
    rating: Mapped[int]
    comment: Mapped[str]
    written_at: Mapped[dt.datetime]

    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)


class SessionFeedback(Model):
    """What the audience of a session said, as organisers entered it."""

    __tablename__ = "session_feedback"

    session_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    rating: Mapped[float]
    answers: Mapped[int]
    comment: Mapped[str]

    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5 AND answers >= 0", name="figures"),)
