"""Writing and editing a campaign; an edit voids its approval."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign
from services.notifications.campaigns.queries import Listed, get_campaign, state_of
from services.notifications.campaigns.rules import AlreadySent
from services.notifications.database import database
from services.notifications.delivery.queries import find_mailing
from services.notifications.segments.queries import find_segment
from services.notifications.templates.actions import attach_file, detach_file
from services.notifications.templates.models import Attachment
from services.notifications.templates.queries import find_brand, find_template, get_template
from services.notifications.templates.rules import (
    STARTER_BODY,
    STARTER_SUBJECT,
    compile_template,
)
from shared.db import new_id
from shared.refusals import Invalid


def create_campaign(fields: dict[str, Any], *, actor_id: uuid.UUID, now: dt.datetime) -> Listed:
    """Write a campaign. `fields` are those of the table that a person fills in. Raises TemplateFault.

    What `fields` do not say of the text is the template's, or the starter invitation's.
    """
    with database.transaction() as session:
        given = {**_text_of_template(session, fields.get("template_id")), **fields}
        _check_choices(session, given)
        compile_template(given["subject"], given["body"])
        campaign = Campaign(
            id=new_id(),
            version=1,
            created_by=actor_id,
            created_at=now,
            updated_at=now,
            editors=[str(actor_id)],
            **given,
        )
        session.add(campaign)
        session.flush()
        return state_of(session, campaign)


def edit_campaign(
    campaign_id: uuid.UUID,
    fields: dict[str, Any],
    *,
    check_version: Callable[[int], None],
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> Listed:
    """Change a campaign and void its approval. Raises AlreadySent, TemplateFault, Invalid.

    `check_version` is given the version that is changed and refuses it when it is not the one read.
    """
    with database.transaction() as session:
        campaign = get_campaign(session, campaign_id, lock=True)
        if find_mailing(session, campaign.id) is not None:
            raise AlreadySent
        check_version(campaign.version)
        _check_choices(session, fields)
        if fields.get("template_id") not in (None, campaign.template_id):
            campaign.template_version = get_template(session, fields["template_id"]).version
        for name, value in fields.items():
            setattr(campaign, name, value)
        compile_template(campaign.subject, campaign.body)
        if not campaign.segment_id and not campaign.themes:
            raise Invalid("Choose at least one theme, or a segment.", pointer="/themes")
        void_approval(campaign, actor_id, now)
        session.flush()
        return state_of(session, campaign)


def attach_to_campaign(
    campaign_id: uuid.UUID, name: str, content: bytes, *, actor_id: uuid.UUID, now: dt.datetime
) -> Attachment:
    """Let every mail of a campaign carry a file, and void its approval. Raises AlreadySent, FileRefused."""
    with database.transaction() as session:
        campaign = _unsent(session, campaign_id)
        attachment = attach_file(session, campaign_id, name, content)
        void_approval(campaign, actor_id, now)
    return attachment


def detach_from_campaign(
    campaign_id: uuid.UUID, attachment_id: uuid.UUID, *, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Take a file off a campaign's mails, and void its approval. Raises AlreadySent, NotFound."""
    with database.transaction() as session:
        campaign = _unsent(session, campaign_id)
        detach_file(session, campaign_id, attachment_id)
        void_approval(campaign, actor_id, now)


def _unsent(session: Session, campaign_id: uuid.UUID) -> Campaign:
    campaign = get_campaign(session, campaign_id, lock=True)
    if find_mailing(session, campaign.id) is not None:
        raise AlreadySent
    return campaign


def void_approval(campaign: Campaign, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Note that somebody has changed a campaign: what was approved holds no more."""
    campaign.version += 1
    campaign.updated_at = now
    campaign.editors = sorted({*campaign.editors, str(actor_id)})
    campaign.approved_rehearsal_id = None
    campaign.approved_by = campaign.approved_at = None


def _text_of_template(session: Session, template_id: uuid.UUID | None) -> dict[str, Any]:
    if template_id is None:
        return {"subject": STARTER_SUBJECT, "body": STARTER_BODY}
    template = find_template(session, template_id)
    if template is None:
        raise Invalid("Choose a template from the list.", pointer="/template_id")
    return {
        "subject": template.subject,
        "body": template.body,
        "template_version": template.version,
    }


def _check_choices(session: Session, fields: dict[str, Any]) -> None:
    if fields.get("segment_id") and find_segment(session, fields["segment_id"]) is None:
        raise Invalid("Choose a segment from the list.", pointer="/segment_id")
    if fields.get("brand_id") and find_brand(session, fields["brand_id"]) is None:
        raise Invalid("Choose a brand from the list.", pointer="/brand_id")
    if fields.get("template_id") and find_template(session, fields["template_id"]) is None:
        raise Invalid("Choose a template from the list.", pointer="/template_id")
