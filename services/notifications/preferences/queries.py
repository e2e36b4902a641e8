"""Reads what somebody wants to get."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.accounts.queries import find_account_of
from services.notifications.campaigns.queries import list_themes
from services.notifications.contacts.models import Contact, Preference
from services.notifications.contacts.queries import find_consents, find_contacts, get_contact
from services.notifications.contacts.rules import Purpose
from services.notifications.delivery.models import Mailing, Recipient
from services.notifications.delivery.rules import State
from services.notifications.invitations.models import Answer


@dataclass(frozen=True)
class Choices:
    """One contact's wishes as they stand, and the topics there are to choose from."""

    contact: Contact
    purposes: list[str]
    preference: Preference
    topics: list[str]


@dataclass(frozen=True)
class OwnInvitation:
    """An invitation somebody got, and what they answered."""

    id: uuid.UUID
    campaign: str
    organisation: str
    sent_at: dt.datetime | None
    answer: str | None


def find_own_contact(session: Session, subject: uuid.UUID) -> Contact | None:
    """Return the contact of somebody signed in: themselves, or who has their account's address."""
    contact = session.get(Contact, subject)
    if contact is not None:
        return contact
    account = find_account_of(session, subject)
    return find_contacts(session, [account.email]).get(account.email) if account else None


def list_own_invitations(session: Session, contact_id: uuid.UUID) -> list[OwnInvitation]:
    """Return the newest invitations that a contact got, newest first."""
    query = (
        select(Recipient, Mailing.name, Answer.answer)
        .join(Mailing, Mailing.id == Recipient.campaign_id)
        .outerjoin(Answer, Answer.invitation_id == Recipient.id)
        .where(
            Recipient.contact_id == contact_id,
            Recipient.state.in_([State.SENT, State.UNCERTAIN]),
            Mailing.purpose == Purpose.INVITATIONS,
        )
        .order_by(Recipient.id.desc())
        .limit(100)
    )
    return [
        OwnInvitation(mail.id, name, mail.organisation_name, mail.settled_at, answer)
        for mail, name, answer in session.execute(query)
    ]


def get_choices(session: Session, contact_id: uuid.UUID, *, lock: bool = False) -> Choices:
    """Return what a contact wants; version 0 where they never said. Raises NotFound."""
    contact = get_contact(session, contact_id, lock=lock)
    kept = session.get(Preference, contact_id) or Preference(
        contact_id=contact_id, topics=[], weekly_cap=None, paused_until=None, version=0
    )
    topics = {theme for theme, _ in list_themes(session)} | set(kept.topics)
    purposes = find_consents(session, [contact_id]).get(contact_id, [])
    return Choices(contact, purposes, kept, sorted(topics))
