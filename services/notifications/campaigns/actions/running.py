"""Sending what was approved, and pausing, resuming and cancelling it."""

from __future__ import annotations

import datetime as dt
import uuid

from services.notifications.campaigns.queries import (
    get_campaign,
    get_rehearsal,
    included_entries,
)
from services.notifications.campaigns.rules import AlreadySent, NotApproved
from services.notifications.contacts.rules import Purpose
from services.notifications.database import database
from services.notifications.delivery.actions import (
    cancel_mailing,
    decide_held,
    pause_mailing,
    resume_mailing,
    start_mailing,
)
from services.notifications.delivery.models import Mailing
from services.notifications.delivery.queries import find_mailing
from services.notifications.delivery.rules import MailingState


def send_approved(campaign_id: uuid.UUID, *, lanes: int, now: dt.datetime) -> Mailing:
    """Begin to send what was approved, to exactly those. Raises NotApproved, AlreadySent."""
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
        )
        start_mailing(session, mailing, included_entries(rehearsal.id), lanes=lanes)
        return mailing


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
