"""Turns a letter another service wrote into one that is owed to an address."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.notifications.accounts.queries import find_account_of
from services.notifications.contacts.queries import Mailbox, find_mailboxes, find_person
from services.notifications.delivery.actions import queue_letter
from services.notifications.letters.rules import PersonUnknown, greeted
from shared.contracts.people import SERVICE
from shared.logs import get_logger

log = get_logger(__name__)


def take_letter(session: Session, data: dict[str, Any]) -> None:
    """Owe a person the letter, unless they do not want its kind. Raises PersonUnknown.

    Whose address has not reached us yet is unknown: the message is tried again later.
    """
    mailbox = _mailbox(session, data)
    if mailbox is None:
        log.info("letter not wanted", letter_id=str(data["letter_id"]), kind=data["kind"])
        return
    queue_letter(
        session,
        to=mailbox.email,
        subject=data["subject"],
        text=greeted(mailbox.name, data["text"]),
        kind=data["kind"],
        key=str(data["letter_id"]),
        calendar=data["calendar"],
    )


def _mailbox(session: Session, data: dict[str, Any]) -> Mailbox | None:
    """Where the person gets this letter; None for somebody who does not want it."""
    person_id = data["person_id"]
    contact = find_person(session, person_id)
    if contact is None:
        account = find_account_of(session, person_id)
        if account is None:
            raise PersonUnknown(person_id)
        return Mailbox(account.email, account.name)
    if data["purpose"] == SERVICE:
        return Mailbox(contact.email, contact.name)
    return find_mailboxes(session, [contact.id], data["purpose"]).get(contact.id)
