"""Reads all that the service holds on one person, and what was removed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from services.notifications.accounts.queries import find_account, list_roles
from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import ContactRecord, get_record
from services.notifications.delivery.models import Letter, Mailing, Recipient
from services.notifications.delivery.rules import State
from services.notifications.invitations.models import Answer
from services.notifications.privacy.models import Removal
from services.notifications.segments.models import Participation
from shared.db import Page, keyset_page

_MOST = 10_000


@dataclass(frozen=True)
class Held:
    """Everything we hold on one person; `lists` are shown and exported alike, by their name."""

    record: ContactRecord
    lists: dict[str, list[dict[str, Any]]]

    def as_json(self) -> dict[str, Any]:
        """Return all of it as one document of plain values."""
        contact = {
            column.key: _plain(getattr(self.record.contact, column.key))
            for column in Contact.__table__.columns
        }
        return {"contact": contact, **self.lists}


def get_held(session: Session, contact_id: uuid.UUID) -> Held:
    """Return everything we hold on a contact. Raises NotFound."""
    record = get_record(session, contact_id)
    ids = [contact_id, *record.person_ids]
    addresses = [record.contact.email, *(past.email for past in record.past_addresses)]
    wish = record.preference
    lists = {
        "consents": [_row(c, "purpose", "source", "given_at") for c in record.consents],
        "consent_history": [_row(c, "purpose", "given", "source", "at") for c in record.changes],
        "refusals": [_row(s, "purpose", "reason", "made_at") for s in record.suppressions],
        "preferences": [_row(wish, "topics", "weekly_cap", "paused_until")] if wish else [],
        "earlier_addresses": [
            _row(past, "email", "used_since", "used_until", "bounced_at")
            for past in record.past_addresses
        ],
        "ids_in_other_services": [{"person_id": str(person)} for person in record.person_ids],
        "campaign_mails": _mails(session, ids),
        "letters": _letters(session, ids, addresses),
        "answers": _answers(session, ids),
        "participations": _participations(session, ids),
        "account": _account(session, record.contact.email),
    }
    return Held(record, lists)


def has_mail_under_way(session: Session, ids: list[uuid.UUID]) -> bool:
    """True while a worker holds a mail or a letter to one of these."""
    mail = exists().where(Recipient.contact_id.in_(ids), Recipient.state == State.LEASED)
    letter = exists().where(Letter.contact_id.in_(ids), Letter.state == State.LEASED)
    return bool(session.scalar(select(or_(mail, letter))))


def list_removals(session: Session, *, limit: int, cursor: str | None) -> Page[Removal]:
    """Return a page of what was removed, newest first."""
    key = [Removal.removed_at, Removal.id]
    query = select(Removal)
    return keyset_page(session, query, key, limit=limit, cursor=cursor, descending=True)


def _mails(session: Session, ids: list[uuid.UUID]) -> list[dict[str, Any]]:
    query = (
        select(Recipient, Mailing.name)
        .join(Mailing, Mailing.id == Recipient.campaign_id)
        .where(Recipient.contact_id.in_(ids))
        .order_by(Recipient.id)
        .limit(_MOST)
    )
    shown = ("state", "settled_at", "values", "last_reply")
    return [{"campaign": name, **_row(mail, *shown)} for mail, name in session.execute(query)]


def _letters(session: Session, ids: list[uuid.UUID], addresses: list[str]) -> list[dict[str, Any]]:
    query = (
        select(Letter)
        .where(or_(Letter.contact_id.in_(ids), Letter.to.in_(addresses)))
        .order_by(Letter.id)
        .limit(_MOST)
    )
    shown = ("kind", "to", "subject", "text", "state", "written_at", "settled_at")
    return [_row(letter, *shown) for letter in session.scalars(query)]


def _answers(session: Session, ids: list[uuid.UUID]) -> list[dict[str, Any]]:
    query = (
        select(Answer)
        .join(Recipient, Recipient.id == Answer.invitation_id)
        .where(Recipient.contact_id.in_(ids))
        .order_by(Answer.answered_at, Answer.invitation_id)
        .limit(_MOST)
    )
    return [_row(answer, "answer", "comment", "answered_at") for answer in session.scalars(query)]


def _participations(session: Session, ids: list[uuid.UUID]) -> list[dict[str, Any]]:
    query = (
        select(Participation)
        .where(Participation.person_id.in_(ids))
        .order_by(Participation.happened_on, Participation.id)
        .limit(_MOST)
    )
    return [_row(p, "kind", "event_name", "happened_on") for p in session.scalars(query)]


def _account(session: Session, email: str) -> list[dict[str, Any]]:
    account = find_account(session, email)
    if account is None:
        return []
    roles = [str(role) for role in list_roles(session, account.id)]
    return [{**_row(account, "name", "created_at"), "roles": roles}]


def _row(row: Any, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
