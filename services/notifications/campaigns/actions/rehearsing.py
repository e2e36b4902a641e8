"""Freezing an audience, and agreeing to exactly that."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, insert, select, text
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
    segment_entries,
    state_of,
)
from services.notifications.campaigns.rules import (
    AlreadySent,
    OwnApproval,
    StaleRehearsal,
    audience_hash,
    edition_constants,
)
from services.notifications.database import database
from services.notifications.delivery.queries import find_mailing
from services.notifications.segments.queries import find_segment
from services.notifications.templates.queries import brand_of, list_parts
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
_LONGEST_STATEMENT = "15min"  # a million people are rehearsed in one statement


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
            brand=brand_of(session, campaign.brand_id),
            attachments=list_parts(session, campaign.id),
            recipients=0,
            made_by=actor_id,
            made_at=now,
        )
        segment = find_segment(session, campaign.segment_id)
        rehearsal.segment_version = segment.version if segment else None
        session.add(rehearsal)
        session.flush()
        session.execute(text(f"SET LOCAL statement_timeout = '{_LONGEST_STATEMENT}'"))
        entries = (
            segment_entries(campaign, segment, rehearsal.id)
            if segment
            else audience_entries(campaign, rehearsal.id)
        )
        session.execute(insert(RehearsalEntry).from_select(_COLUMNS, entries))
        _count(session, rehearsal)
        rehearsal.hash = _hash(session, campaign, rehearsal)
    return rehearsal


def approve_campaign(
    campaign_id: uuid.UUID,
    approved_hash: str,
    *,
    actor_id: uuid.UUID,
    second_person: bool,
    now: dt.datetime,
) -> Listed:
    """Agree to the newest rehearsal by its hash. Raises StaleRehearsal, AlreadySent, OwnApproval.

    With `second_person`, nobody approves what they wrote themselves.
    """
    with database.transaction() as session:
        campaign = get_campaign(session, campaign_id, lock=True)
        if find_mailing(session, campaign.id) is not None:
            raise AlreadySent
        if second_person and str(actor_id) in {str(campaign.created_by), *campaign.editors}:
            raise OwnApproval
        newest = find_newest_rehearsal(session, campaign.id)
        if newest is None or newest.hash != approved_hash:
            raise StaleRehearsal
        if not is_current(session, newest, campaign):
            raise StaleRehearsal
        campaign.approved_rehearsal_id = newest.id
        campaign.approved_by, campaign.approved_at = actor_id, now
        session.flush()
        return state_of(session, campaign)


def _count(session: Session, rehearsal: Rehearsal) -> None:
    somebody = RehearsalEntry.contact_id.is_not(None)
    rows = session.execute(
        select(RehearsalEntry.reason, somebody, func.count())
        .where(RehearsalEntry.rehearsal_id == rehearsal.id)
        .group_by(RehearsalEntry.reason, somebody)
        .order_by(RehearsalEntry.reason, somebody)
    )
    counts: dict[str, int] = {}
    left_out = {"people": 0, "organisations": 0}
    for reason, is_person, count in rows:
        if reason is None:
            rehearsal.recipients += count
            continue
        counts[reason] = counts.get(reason, 0) + count
        left_out["people" if is_person else "organisations"] += count
    rehearsal.excluded, rehearsal.left_out = counts, left_out


def _hash(session: Session, campaign: Campaign, rehearsal: Rehearsal) -> str:
    head: dict[str, Any] = {
        "campaign": campaign.id,
        "version": campaign.version,
        "subject": campaign.subject,
        "body": campaign.body,
        "constants": rehearsal.constants,
        "segment": [campaign.segment_id, rehearsal.segment_version],
        "brand": rehearsal.brand,
        "attachments": rehearsal.attachments,
    }
    rows = session.execute(
        included_entries(rehearsal.id), execution_options={"yield_per": _READ_AT_ONCE}
    )
    return audience_hash(head, rows)
