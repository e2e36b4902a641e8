"""Reads campaigns and where each stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign, Rehearsal
from services.notifications.campaigns.rules import CampaignState
from services.notifications.delivery.models import Mailing
from services.notifications.delivery.queries import find_mailing, get_progress
from services.notifications.delivery.rules import State
from shared.db import Page, keyset_page
from shared.refusals import NotFound


@dataclass(frozen=True)
class Listed:
    """A campaign with its state and the hash that was approved, as lists and the API show it."""

    campaign: Campaign
    state: str
    approved_hash: str | None


def get_campaign(session: Session, campaign_id: uuid.UUID, *, lock: bool = False) -> Campaign:
    """Return a campaign. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id, with_for_update=lock)
    if campaign is None:
        raise NotFound("There is no such campaign. Check the address.")
    return campaign


def state_of(session: Session, campaign: Campaign) -> Listed:
    """Return a campaign with where it stands."""
    return _with_states(session, [campaign])[0]


def list_campaigns(session: Session, *, limit: int, cursor: str | None) -> Page[Listed]:
    """Return a page of campaigns, newest first."""
    page = keyset_page(
        session,
        select(Campaign),
        [Campaign.created_at, Campaign.id],
        limit=limit,
        cursor=cursor,
        descending=True,
    )
    return Page(_with_states(session, list(page.items)), page.next)


def _with_states(session: Session, campaigns: list[Campaign]) -> list[Listed]:
    ids = [campaign.id for campaign in campaigns]
    sent = session.execute(select(Mailing.id, Mailing.state).where(Mailing.id.in_(ids)))
    states = {row.id: row.state for row in sent}
    approved = [c.approved_rehearsal_id for c in campaigns if c.approved_rehearsal_id]
    hashes = {
        row.id: row.hash
        for row in session.execute(
            select(Rehearsal.id, Rehearsal.hash).where(Rehearsal.id.in_(approved))
        )
    }
    current = (
        select(Campaign.id)
        .where(
            Campaign.id.in_(ids),
            exists().where(
                Rehearsal.campaign_id == Campaign.id,
                Rehearsal.campaign_version == Campaign.version,
            ),
        )
        .order_by(Campaign.id)
    )
    rehearsed = set(session.scalars(current))

    def state(campaign: Campaign) -> str:
        if campaign.id in states:
            return str(states[campaign.id])
        if campaign.approved_rehearsal_id is not None:
            return CampaignState.APPROVED
        return CampaignState.REHEARSED if campaign.id in rehearsed else CampaignState.DRAFT

    return [
        Listed(
            c, state(c), hashes.get(c.approved_rehearsal_id) if c.approved_rehearsal_id else None
        )
        for c in campaigns
    ]


def progress_of(session: Session, campaign: Campaign) -> dict[str, Any]:
    """Return how far a campaign's sending is; all zero before it has begun."""
    mailing = find_mailing(session, campaign.id)
    if mailing is None:
        nothing = dict.fromkeys([str(state) for state in State], 0)
        state = state_of(session, campaign).state
        return nothing | {
            "state": state,
            "recipients": 0,
            "rate_per_second": 0.0,
            "finishes_at": None,
            "starts_at": None,
            "working_hours": False,
        }
    progress = get_progress(session, mailing)
    counts = {str(state): count for state, count in progress.counts.items()}
    return counts | {
        "state": progress.state,
        "recipients": progress.recipients,
        "rate_per_second": progress.rate_per_second,
        "finishes_at": progress.finishes_at,
        "starts_at": mailing.starts_at,
        "working_hours": mailing.working_hours,
    }
