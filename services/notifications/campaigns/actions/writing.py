"""Writing and editing a campaign; an edit voids its approval."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from services.notifications.campaigns.models import Campaign
from services.notifications.campaigns.queries import Listed, get_campaign, state_of
from services.notifications.campaigns.rules import AlreadySent
from services.notifications.database import database
from services.notifications.delivery.queries import find_mailing
from services.notifications.templates.rules import compile_template
from shared.db import new_id


def create_campaign(fields: dict[str, Any], *, actor_id: uuid.UUID, now: dt.datetime) -> Listed:
    """Write a campaign. `fields` are those of the table that a person fills in. Raises TemplateFault."""
    compile_template(fields["subject"], fields["body"])
    campaign = Campaign(
        id=new_id(), version=1, created_by=actor_id, created_at=now, updated_at=now, **fields
    )
    with database.transaction() as session:
        session.add(campaign)
        session.flush()
        return state_of(session, campaign)


def edit_campaign(
    campaign_id: uuid.UUID,
    fields: dict[str, Any],
    *,
    check_version: Callable[[int], None],
    now: dt.datetime,
) -> Listed:
    """Change a campaign and void its approval. Raises AlreadySent, TemplateFault.

    `check_version` is given the version that is changed and refuses it when it is not the one read.
    """
    with database.transaction() as session:
        campaign = get_campaign(session, campaign_id, lock=True)
        if find_mailing(session, campaign.id) is not None:
            raise AlreadySent
        check_version(campaign.version)
        for name, value in fields.items():
            setattr(campaign, name, value)
        compile_template(campaign.subject, campaign.body)
        campaign.version += 1
        campaign.updated_at = now
        campaign.approved_rehearsal_id = None
        campaign.approved_by = campaign.approved_at = None
        session.flush()
        return state_of(session, campaign)
