"""The table of answers."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.database import Model
from services.notifications.invitations.rules import AnswerKind

_KINDS = ", ".join(f"'{kind}'" for kind in AnswerKind)


class Answer(Model):
    """What an invited person answered last; `version` counts their answers."""

    __tablename__ = "answers"

    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recipients.id"), primary_key=True)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"))
    answer: Mapped[str]
    comment: Mapped[str]
    innovation_id: Mapped[uuid.UUID | None]
    version: Mapped[int]
    answered_at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint(f"answer IN ({_KINDS})", name="answer"),
        Index("ix_answers_newest", "campaign_id", "answered_at", "invitation_id"),
    )
