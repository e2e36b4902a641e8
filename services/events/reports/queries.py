"""Every read of an edition's figures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.reports.models import CampaignFigures


def list_campaign_figures(session: Session, edition_id: uuid.UUID) -> Sequence[CampaignFigures]:
    """Return the figures of an edition's last fifty campaigns, the newest first."""
    return session.scalars(
        select(CampaignFigures)
        .where(CampaignFigures.edition_id == edition_id)
        .order_by(CampaignFigures.finished_at.desc(), CampaignFigures.campaign_id)
        .limit(50)
    ).all()
