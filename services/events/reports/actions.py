"""Use cases of reports: keep what other services counted."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.events.reports.models import CampaignFigures
from shared.contracts.message import Message

_KEPT = (
    "campaign_id",
    "edition_id",
    "name",
    "recipients",
    "sent",
    "suppressed",
    "failed",
    "uncertain",
    "cancelled",
    "finished_at",
)


def keep_campaign_figures(session: Session, message: Message) -> None:
    """Keep a campaign's newest figures; older ones that come late change nothing."""
    if message.data["edition_id"] is None:
        return
    values = {name: message.data[name] for name in _KEPT} | {"version": message.version}
    added = insert(CampaignFigures).values(**values)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[CampaignFigures.campaign_id],
            set_=values,
            where=CampaignFigures.version < added.excluded.version,
        )
    )
