"""Turns a letter another service wrote into one that is owed to an address."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from services.notifications.accounts.queries import find_account_of
from services.notifications.contacts.queries import Mailbox, find_person, find_willing
from services.notifications.delivery.actions import queue_letter
from services.notifications.delivery.queries import find_letter
from services.notifications.delivery.rules import preferences_link
from services.notifications.frequency.queries import find_turn
from services.notifications.letters.rules import PersonUnknown, greeted, with_foot
from services.notifications.settings import read_settings
from shared.contracts.people import SERVICE
from shared.logs import get_logger

log = get_logger(__name__)


def take_letter(session: Session, data: dict[str, Any], now: dt.datetime) -> None:
    """Owe a person the letter, unless they do not want its kind. Raises PersonUnknown.

    Whose address has not reached us yet is unknown: the message is tried again later. A letter they
    did not ask for waits for its turn in what they get in a week.
    """
    contact = find_person(session, data["person_id"])
    if contact is None:
        account = find_account_of(session, data["person_id"])
        if account is None:
            raise PersonUnknown(data["person_id"])
        _queue(session, data, Mailbox(account.email, account.name))
    elif data["purpose"] == SERVICE:
        mailbox = Mailbox(contact.email, contact.name)
        _queue(session, data, mailbox, contact_id=contact.id)
    else:
        _queue_wanted(session, data, contact.id, now)


def _queue_wanted(
    session: Session, data: dict[str, Any], contact_id: uuid.UUID, now: dt.datetime
) -> None:
    """Owe somebody what they agreed to get, when its turn comes; its foot says how to change that."""
    if find_letter(session, str(data["letter_id"])) is not None:
        return  # heard of before: it has its turn
    mailbox = find_willing(session, [contact_id], data["purpose"]).get(contact_id)
    if mailbox is None:
        log.info("letter not wanted", letter_id=str(data["letter_id"]), kind=data["kind"])
        return
    settings = read_settings()
    turn = find_turn(session, contact_id, default_cap=settings.mails_a_week, now=now)
    link = preferences_link(settings.public_url, settings.secret_key, contact_id)
    _queue(
        session,
        data | {"text": with_foot(data["text"], link)},
        mailbox,
        contact_id=contact_id,
        due_at=turn,
    )


def _queue(session: Session, data: dict[str, Any], mailbox: Mailbox, **more: Any) -> None:
    queue_letter(
        session,
        to=mailbox.email,
        subject=data["subject"],
        text=greeted(mailbox.name, data["text"]),
        kind=data["kind"],
        key=str(data["letter_id"]),
        calendar=data["calendar"],
        purpose=data["purpose"],
        **more,
    )
