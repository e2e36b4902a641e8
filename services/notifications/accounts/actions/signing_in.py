"""Mails sign-in links and spends them: for accounts, and for contacts who have none."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.accounts.actions.granting import grant_in
from services.notifications.accounts.actions.sessions import signed
from services.notifications.accounts.models import Account, SignInLink, SignInSession
from services.notifications.accounts.queries import count_recent_links, find_account, list_roles
from services.notifications.accounts.rules import (
    COMMAND,
    LINK_LIFETIME,
    SESSION_LIFETIME,
    LinkSpent,
    may_have_link,
)
from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import find_contacts
from services.notifications.contacts.rules import normalised_address
from services.notifications.database import database
from services.notifications.delivery.actions import queue_letter
from shared.auth.keys import SigningKey
from shared.auth.mailed_tokens import hash_token
from shared.auth.tokens import Role
from shared.db import new_id

_LETTER = """Hello {name},

use this link to sign in to the Innovation Zone. It works once, for ten minutes:

{link}

If you did not ask for it, you need not do anything.
"""


@dataclass(frozen=True)
class _Person:
    """Who a link is for: an account, or a contact without one."""

    email: str
    name: str
    account_id: uuid.UUID | None
    contact_id: uuid.UUID | None

    @property
    def subject(self) -> uuid.UUID:
        """The id by which every service knows them once they are signed in."""
        found = self.account_id or self.contact_id
        assert found is not None  # noqa: S101 - one of the two made the person
        return found


def request_link(email: str, *, public_url: str, next_page: str, now: dt.datetime) -> None:
    """Mail a sign-in link where somebody we know has the address and had fewer than five in an hour.

    Whoever asks learns nothing of either. Raises Invalid for what is no address.
    """
    address = normalised_address(email)
    with database.transaction() as session:
        person = _person_at(session, address)
        if person is None:
            return
        hour_ago = now - dt.timedelta(hours=1)
        if not may_have_link(count_recent_links(session, person.subject, hour_ago)):
            return
        token = _new_link(session, person, now)
        link = f"{public_url}/notifications/sign-in/{token}?next={quote(next_page)}"
        queue_letter(
            session,
            to=person.email,
            subject="Your sign-in link for the Innovation Zone",
            text=_LETTER.format(name=person.name, link=link),
            kind="sign-in",
            key=hash_token(token),
            contact_id=person.contact_id,
        )


def make_link_for_role(role: Role, *, public_url: str, now: dt.datetime) -> str:
    """Return a fresh link for a development account that holds the role."""
    with database.transaction() as session:
        account = grant_in(session, f"{role}@zone.example", role, f"Sample {role}", COMMAND, now)
        token = _new_link(session, _of_account(account), now)
        return f"{public_url}/notifications/sign-in/{token}"


def sign_in(
    token: str, *, browser: str, key: SigningKey, now: dt.datetime
) -> tuple[str, SignInSession]:
    """Spend a link and return the signed session. Raises LinkSpent.

    Whoever holds no role is a visitor: they may see to their own affairs.
    """
    with database.transaction() as session:
        link = session.scalar(
            select(SignInLink).where(SignInLink.token_hash == hash_token(token)).with_for_update()
        )
        if link is None or link.spent_at is not None or link.expires_at <= now:
            raise LinkSpent
        link.spent_at = now
        person = _person_of(session, link)
        roles = list_roles(session, person.account_id) if person.account_id else []
        opened = SignInSession(
            id=new_id(),
            account_id=person.account_id,
            contact_id=person.contact_id,
            kind="session",
            name=browser[:200],
            roles=sorted(roles or [Role.VISITOR]),
            created_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
        session.add(opened)
    return signed(opened, person.subject, person.name, key, now), opened


def _person_at(session: Session, address: str) -> _Person | None:
    account = find_account(session, address)
    if account is not None:
        return _of_account(account)
    contact = find_contacts(session, [address]).get(address)
    return None if contact is None else _of_contact(contact)


def _person_of(session: Session, link: SignInLink) -> _Person:
    if link.account_id is not None:
        return _of_account(session.get_one(Account, link.account_id))
    contact = session.get(Contact, link.contact_id)
    if contact is None:
        raise LinkSpent  # forgotten since
    return _of_contact(contact)


def _of_account(account: Account) -> _Person:
    return _Person(account.email, account.name, account.id, None)


def _of_contact(contact: Contact) -> _Person:
    name = contact.name or contact.email.partition("@")[0]
    return _Person(contact.email, name, None, contact.id)


def _new_link(session: Session, person: _Person, now: dt.datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(
            token_hash=hash_token(token),
            account_id=person.account_id,
            contact_id=person.contact_id,
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    return token
