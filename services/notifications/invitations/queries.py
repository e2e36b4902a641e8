"""Reads an invitation as the invited person sees it, and the answers to a campaign."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Campaign, Edition, Innovation
from services.notifications.campaigns.queries import (
    get_campaign,
    get_edition,
    list_innovations_of,
)
from services.notifications.delivery.models import Recipient
from services.notifications.delivery.queries import get_recipient
from services.notifications.invitations.models import Answer
from services.notifications.invitations.rules import AnswerKind
from shared.db import Page, keyset_page


@dataclass(frozen=True)
class Invitation:
    """One person's invitation with all that its page shows."""

    recipient: Recipient
    campaign: Campaign
    edition: Edition
    innovations: Sequence[Innovation]
    answer: Answer | None


@dataclass(frozen=True)
class ListedAnswer:
    """An answer with who gave it, for which innovation."""

    answer: Answer
    recipient: Recipient
    innovation: Innovation | None


def get_invitation(session: Session, invitation_id: uuid.UUID, *, lock: bool = False) -> Invitation:
    """Return an invitation. Raises NotFound, EditionUnknown."""
    recipient = get_recipient(session, invitation_id, lock=lock)
    campaign = get_campaign(session, recipient.campaign_id)
    innovations = list_innovations_of(session, recipient.organisation_id, campaign.themes)
    edition = get_edition(session, campaign.edition_id)
    answer = session.get(Answer, invitation_id)
    return Invitation(recipient, campaign, edition, innovations, answer)


def count_answers(session: Session, campaign_id: uuid.UUID) -> dict[AnswerKind, int]:
    """Return how many gave each answer."""
    rows = session.execute(
        select(Answer.answer, func.count())
        .where(Answer.campaign_id == campaign_id)
        .group_by(Answer.answer)
        .order_by(Answer.answer)
    )
    found = {AnswerKind(kind): count for kind, count in rows}
    return {kind: found.get(kind, 0) for kind in AnswerKind}


def list_answers(
    session: Session, campaign_id: uuid.UUID, *, limit: int, cursor: str | None
) -> Page[ListedAnswer]:
    """Return a page of the answers to a campaign, newest first."""
    page = keyset_page(
        session,
        select(Answer).where(Answer.campaign_id == campaign_id),
        [Answer.answered_at, Answer.invitation_id],
        limit=limit,
        cursor=cursor,
        descending=True,
    )
    ids = [answer.invitation_id for answer in page.items]
    recipients = {r.id: r for r in session.scalars(select(Recipient).where(Recipient.id.in_(ids)))}
    chosen = [answer.innovation_id for answer in page.items if answer.innovation_id]
    found = session.scalars(select(Innovation).where(Innovation.id.in_(chosen)))
    innovations = {innovation.id: innovation for innovation in found}
    items = [
        ListedAnswer(a, recipients[a.invitation_id], innovations.get(a.innovation_id))  # type: ignore[arg-type]
        for a in page.items
    ]
    return Page(items, page.next)
