"""Taking a council's answer, and its word that it wants no more invitations."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Innovation
from services.notifications.contacts.actions import note_sign_of_life, refuse_mail
from services.notifications.database import database
from services.notifications.delivery.models import Recipient
from services.notifications.delivery.queries import get_mailing, get_recipient
from services.notifications.invitations.models import Answer
from services.notifications.invitations.queries import Invitation, get_invitation
from services.notifications.invitations.rules import check_open, checked_answer, checked_comment
from shared.bus import publish
from shared.contracts.notifications import InvitationAnswered
from shared.refusals import Invalid


def answer_invitation(
    invitation_id: uuid.UUID,
    *,
    answer: str,
    comment: str,
    innovation_id: uuid.UUID | None,
    now: dt.datetime,
) -> Answer:
    """Take an answer, or another one. Raises NotFound, InvitationOver, Invalid.

    The same answer again changes nothing and is told to nobody.
    """
    with database.transaction() as session:
        invitation = get_invitation(session, invitation_id, lock=True)
        check_open(invitation.edition.ends_on, now.date())
        innovation = _chosen(invitation, innovation_id)
        given = {
            "answer": checked_answer(answer),
            "comment": checked_comment(comment),
            "innovation_id": innovation.id if innovation else None,
        }
        kept = invitation.answer
        if kept is None:
            kept = Answer(
                invitation_id=invitation_id, campaign_id=invitation.campaign.id, version=0
            )
            session.add(kept)
        elif all(getattr(kept, name) == value for name, value in given.items()):
            return kept
        for name, value in given.items():
            setattr(kept, name, value)
        kept.version += 1
        kept.answered_at = now
        note_sign_of_life(session, invitation.recipient.contact_id, now)
        _tell(session, invitation, kept, innovation)
        return kept


def unsubscribe(invitation_id: uuid.UUID, now: dt.datetime) -> Recipient:
    """Send the invited person no more mail of this kind; twice is harmless. Raises NotFound."""
    with database.transaction() as session:
        recipient = get_recipient(session, invitation_id)
        purpose = get_mailing(session, recipient.campaign_id).purpose
        refuse_mail(
            session, recipient.contact_id, purpose=purpose, reason="unsubscribed by link", now=now
        )
        return recipient


def _chosen(invitation: Invitation, innovation_id: uuid.UUID | None) -> Innovation | None:
    if innovation_id is None:
        return None
    for innovation in invitation.innovations:
        if innovation.id == innovation_id:
            return innovation
    raise Invalid("Choose one of your council's innovations.", pointer="/innovation_id")


def _tell(
    session: Session, invitation: Invitation, answer: Answer, innovation: Innovation | None
) -> None:
    recipient = invitation.recipient
    data: dict[str, Any] = {
        "invitation_id": recipient.id,
        "campaign_id": recipient.campaign_id,
        "edition_id": invitation.campaign.edition_id,
        "person_id": recipient.contact_id,
        "organisation_id": recipient.organisation_id,
        "organisation_name": recipient.organisation_name,
        "answer": str(answer.answer),
        "comment": answer.comment,
    }
    if innovation is not None:
        data |= {
            "innovation_id": innovation.id,
            "innovation_title": innovation.title,
            "innovation_summary": innovation.summary,
            "themes": innovation.themes,
        }
    publish(session, InvitationAnswered, recipient.id, version=answer.version, data=data)
