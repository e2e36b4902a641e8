"""The table of campaign figures."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.events.database import Model


class CampaignFigures(Model):
    """How an invitation campaign for an edition ended, as the notifications service counted it."""

    __tablename__ = "campaign_figures"

    campaign_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID]
    version: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    recipients: Mapped[int]
    sent: Mapped[int]
    suppressed: Mapped[int]
    failed: Mapped[int]
    uncertain: Mapped[int]
    cancelled: Mapped[int]
    finished_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_campaign_figures_edition", "edition_id", "finished_at"),)
