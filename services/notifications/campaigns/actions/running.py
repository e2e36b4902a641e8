"""Sending what was approved, and pausing, resuming and cancelling it."""

from __future__ import annotations

import datetime as dt
import uuid

from services.notifications.campaigns.queries import (
    get_campaign,
    get_rehearsal,
    numbered_entries,
)
from services.notifications.campaigns.rules import AlreadySent, NotApproved
from services.notifications.contacts.rules import Purpose
from services.notifications.database import database
from services.notifications.delivery.actions import (
    cancel_mailing,
    decide_held,
    pause_mailing,
    queue_recipients,
    resume_mailing,
    start_mailing,
)
from services.notifications.delivery.models import Mailing
from services.notifications.delivery.queries import find_mailing, get_mailing, list_half_queued
from services.notifications.delivery.rules import MailingState
from shared.bus import enqueue


def send_approved(
    campaign_id: uuid.UUID,
    *,
    lanes: int,
    now: dt.datetime,
    starts_at: dt.datetime | None = None,
    working_hours: bool = False,
) -> Mailing:
    """Begin to send what was approved, to exactly those. Raises NotApproved, AlreadySent.

    Nothing leaves before `starts_at`, nor, with `working_hours`, outside them.
    """
    with database.transaction() as session:
        campaign = get_campaign(session, campaign_id, lock=True)
        if find_mailing(session, campaign.id) is not None:
            raise AlreadySent
        if campaign.approved_rehearsal_id is None:
            raise NotApproved
        rehearsal = get_rehearsal(session, campaign.id, campaign.approved_rehearsal_id)
        mailing = Mailing(
            id=campaign.id,
            name=campaign.name,
            edition_id=campaign.edition_id,
            purpose=Purpose.INVITATIONS,
            subject=campaign.subject,
            body=campaign.body,
            constants=rehearsal.constants,
            brand=rehearsal.brand,
            attachments=rehearsal.attachments,
            recipients=rehearsal.recipients,
            hold_uncertain=campaign.hold_uncertain,
            state=MailingState.SENDING,
            started_at=now,
            starts_at=starts_at or now,
            working_hours=working_hours,
        )
        if start_mailing(session, mailing, numbered_entries(rehearsal.id), lanes=lanes):
            enqueue(session, "notifications.queue-recipients")
        return mailing


def queue_waiting() -> None:
    """Queue the recipients of large campaigns, some thousands a transaction, until all have a row."""
    with database.reading() as session:
        waiting = list_half_queued(session)
    for mailing_id in waiting:
        while _queue_next(mailing_id):
            pass


def _queue_next(mailing_id: uuid.UUID) -> bool:
    """Queue some more of a campaign's recipients; True when there may be others."""
    with database.transaction() as session:
        campaign = get_campaign(session, mailing_id, lock=True)
        mailing = get_mailing(session, mailing_id)
        if campaign.approved_rehearsal_id is None:
            return False
        return queue_recipients(session, mailing, numbered_entries(campaign.approved_rehearsal_id))


def pause_campaign(campaign_id: uuid.UUID) -> None:
    """Stop sending after the mails in flight. Raises NotFound, Conflict."""
    with database.transaction() as session:
        pause_mailing(session, campaign_id)


def resume_campaign(campaign_id: uuid.UUID, *, lanes: int) -> None:
    """Go on sending. Raises NotFound, Conflict."""
    with database.transaction() as session:
        resume_mailing(session, campaign_id, lanes=lanes)


def cancel_campaign(campaign_id: uuid.UUID) -> None:
    """Send no more of a campaign, for good. Raises NotFound, Conflict."""
    with database.transaction() as session:
        cancel_mailing(session, campaign_id)


def decide_held_mails(campaign_id: uuid.UUID, *, send_again: bool, lanes: int) -> int:
    """Send held mails again, or leave them be; returns how many were decided. Raises NotFound."""
    with database.transaction() as session:
        return decide_held(session, campaign_id, send_again=send_again, lanes=lanes)
