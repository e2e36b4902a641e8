"""Freezing an audience, and agreeing to exactly that."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign, Rehearsal, RehearsalEntry
from services.notifications.campaigns.queries import (
    Listed,
    audience_entries,
    find_newest_rehearsal,
    get_campaign,
    get_edition,
    included_entries,
    is_current,
    state_of,
)
from services.notifications.campaigns.rules import (
    AlreadySent,
    StaleRehearsal,
    audience_hash,
    edition_constants,
)
from services.notifications.database import database
from services.notifications.delivery.queries import find_mailing
from shared.db import new_id

_COLUMNS = [
    "rehearsal_id",
    "contact_id",
    "organisation_id",
    "organisation_name",
    "reason",
    "values",
]
_READ_AT_ONCE = 2000


def rehearse_campaign(
    campaign_id: uuid.UUID, *, actor_id: uuid.UUID, now: dt.datetime
) -> Rehearsal:
    """Freeze who would get the campaign now, and who not and why. Raises AlreadySent, EditionUnknown.

    The audience goes from table to table inside PostgreSQL and is hashed row by row, so memory does
    not grow with it.
    """
    with database.transaction() as session:
        campaign = get_campaign(session, campaign_id, lock=True)
        if find_mailing(session, campaign.id) is not None:
            raise AlreadySent
        edition = get_edition(session, campaign.edition_id)
        rehearsal = Rehearsal(
            id=new_id(),
            campaign_id=campaign.id,
            campaign_version=campaign.version,
            constants=edition_constants(
                edition.name, edition.venue, edition.starts_on, edition.ends_on, edition.themes
            ),
            made_by=actor_id,
            made_at=now,
        )
        session.add(rehearsal)
        session.flush()
        entries = audience_entries(campaign, rehearsal.id)
        session.execute(insert(RehearsalEntry).from_select(_COLUMNS, entries))
        _count(session, rehearsal)
        rehearsal.hash = _hash(session, campaign, rehearsal)
    return rehearsal


def approve_campaign(
    campaign_id: uuid.UUID, approved_hash: str, *, actor_id: uuid.UUID, now: dt.datetime
) -> Listed:
    """Agree to the newest rehearsal by its hash. Raises StaleRehearsal, AlreadySent."""
    with database.transaction() as session:
        campaign = get_campaign(session, campaign_id, lock=True)
        if find_mailing(session, campaign.id) is not None:
            raise AlreadySent
        newest = find_newest_rehearsal(session, campaign.id)
        if newest is None or newest.hash != approved_hash or not is_current(newest, campaign):
            raise StaleRehearsal
        campaign.approved_rehearsal_id = newest.id
        campaign.approved_by, campaign.approved_at = actor_id, now
        session.flush()
        return state_of(session, campaign)


def _count(session: Session, rehearsal: Rehearsal) -> None:
    rows = session.execute(
        select(RehearsalEntry.reason, func.count())
        .where(RehearsalEntry.rehearsal_id == rehearsal.id)
        .group_by(RehearsalEntry.reason)
        .order_by(RehearsalEntry.reason)
    )
    counts = {str(reason or ""): count for reason, count in rows}
    rehearsal.recipients = counts.pop("", 0)
    rehearsal.excluded = counts


def _hash(session: Session, campaign: Campaign, rehearsal: Rehearsal) -> str:
    head: dict[str, Any] = {
        "campaign": campaign.id,
        "version": campaign.version,
        "subject": campaign.subject,
        "body": campaign.body,
        "constants": rehearsal.constants,
    }
    rows = session.execute(
        included_entries(rehearsal.id), execution_options={"yield_per": _READ_AT_ONCE}
    )
    return audience_hash(head, rows)
