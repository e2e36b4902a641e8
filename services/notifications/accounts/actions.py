"""Signing in and out: links mailed and spent, sessions opened and ended, roles granted."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from urllib.parse import quote

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.accounts.models import Account, Grant, SignInLink, SignInSession
from services.notifications.accounts.queries import (
    count_recent_links,
    find_account,
    list_open_sessions,
    list_roles,
)
from services.notifications.accounts.rules import (
    LINK_LIFETIME,
    SESSION_LIFETIME,
    LinkSpent,
    NoSuchSession,
    NotGranted,
    may_have_link,
)
from services.notifications.contacts.rules import normalised_address
from services.notifications.database import database
from services.notifications.delivery.actions import queue_letter
from shared.auth.keys import SigningKey
from shared.auth.revocation import revoke
from shared.auth.tokens import Principal, Role, sign
from shared.bus import publish
from shared.contracts.notifications import SessionRevoked
from shared.db import new_id

_LETTER = """Hello {name},

use this link to sign in to the Innovation Zone. It works once, for ten minutes:

{link}

If you did not ask for it, you need not do anything.
"""


def grant_role(email: str, role: Role, *, name: str = "", now: dt.datetime) -> Account:
    """Give a role to the account of an address, which is made where it is new. Raises Invalid."""
    with database.transaction() as session:
        return _grant(session, normalised_address(email), role, name, now)


def withdraw_role(email: str, role: Role, now: dt.datetime) -> None:
    """Take a role away and end the sessions that carry it. Raises NotGranted, Invalid."""
    with database.transaction() as session:
        account = find_account(session, normalised_address(email))
        if account is None or role not in list_roles(session, account.id):
            raise NotGranted(email, role)
        session.execute(delete(Grant).where(Grant.account_id == account.id, Grant.role == role))
        for held in list_open_sessions(session, account.id, now):
            _end(session, held, now)


def request_link(email: str, *, public_url: str, next_page: str, now: dt.datetime) -> None:
    """Mail a sign-in link where the address has an account and had fewer than five in an hour.

    Whoever asks learns nothing of either. Raises Invalid for what is no address.
    """
    address = normalised_address(email)
    with database.transaction() as session:
        account = find_account(session, address)
        if account is None:
            return
        if not may_have_link(count_recent_links(session, account.id, now - dt.timedelta(hours=1))):
            return
        token = _new_link(session, account, now)
        link = f"{public_url}/notifications/sign-in/{token}?next={quote(next_page)}"
        queue_letter(
            session,
            to=account.email,
            subject="Your sign-in link for the Innovation Zone",
            text=_LETTER.format(name=account.name, link=link),
            kind="sign-in",
            key=_hash(token),
        )


def make_link_for_role(role: Role, *, public_url: str, now: dt.datetime) -> str:
    """Return a fresh link for a development account that holds the role."""
    with database.transaction() as session:
        email = f"{role}@zone.example"
        account = _grant(session, email, role, f"Sample {role}", now)
        return f"{public_url}/notifications/sign-in/{_new_link(session, account, now)}"


def sign_in(
    token: str, *, browser: str, key: SigningKey, now: dt.datetime
) -> tuple[str, SignInSession]:
    """Spend a link and return the signed session. Raises LinkSpent."""
    with database.transaction() as session:
        link = session.scalar(
            select(SignInLink).where(SignInLink.token_hash == _hash(token)).with_for_update()
        )
        if link is None or link.spent_at is not None or link.expires_at <= now:
            raise LinkSpent
        link.spent_at = now
        account = session.get_one(Account, link.account_id)
        roles = list_roles(session, account.id)
        opened = _open_session(
            session, account.id, "session", browser, roles, now + SESSION_LIFETIME, now
        )
    return _signed(opened, account.id, account.name, key, now), opened


def create_token(
    roles: Iterable[Role], *, name: str, days: int, key: SigningKey, now: dt.datetime
) -> str:
    """Return a bearer token for a program."""
    with database.transaction() as session:
        opened = _open_session(
            session, None, "token", name, list(roles), now + dt.timedelta(days=days), now
        )
    return _signed(opened, opened.id, name, key, now)


def end_session(session_id: uuid.UUID, *, account_id: uuid.UUID, now: dt.datetime) -> None:
    """End one of an account's sessions in every service. Raises NoSuchSession."""
    with database.transaction() as session:
        held = session.get(SignInSession, session_id, with_for_update=True)
        if held is None or held.account_id != account_id:
            raise NoSuchSession
        _end(session, held, now)


def end_all_sessions(account_id: uuid.UUID, now: dt.datetime) -> int:
    """End every session of an account in every service, and return how many there were."""
    with database.transaction() as session:
        held = list_open_sessions(session, account_id, now)
        for one in held:
            _end(session, one, now)
        return len(held)


def revoke_token(session_id: uuid.UUID, now: dt.datetime) -> None:
    """End an API token in every service. Raises NoSuchSession."""
    with database.transaction() as session:
        held = session.get(SignInSession, session_id, with_for_update=True)
        if held is None or held.kind != "token":
            raise NoSuchSession
        _end(session, held, now)


def _grant(session: Session, email: str, role: Role, name: str, now: dt.datetime) -> Account:
    name = name or email.partition("@")[0]
    fresh = {"id": new_id(), "email": email, "name": name, "created_at": now}
    session.execute(insert(Account).values(fresh).on_conflict_do_nothing())
    account = session.scalars(select(Account).where(Account.email == email)).one()
    session.execute(
        insert(Grant)
        .values(account_id=account.id, role=role, granted_at=now)
        .on_conflict_do_nothing()
    )
    return account


def _new_link(session: Session, account: Account, now: dt.datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(
            token_hash=_hash(token),
            account_id=account.id,
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    return token


def _open_session(
    session: Session,
    account_id: uuid.UUID | None,
    kind: str,
    name: str,
    roles: list[Role],
    expires_at: dt.datetime,
    now: dt.datetime,
) -> SignInSession:
    opened = SignInSession(
        id=new_id(),
        account_id=account_id,
        kind=kind,
        name=name[:200],
        roles=sorted(roles),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(opened)
    return opened


def _signed(
    opened: SignInSession, subject: uuid.UUID, name: str, key: SigningKey, now: dt.datetime
) -> str:
    principal = Principal(
        subject=subject,
        name=name,
        roles=frozenset(Role(role) for role in opened.roles),
        session_id=opened.id,
        kind=opened.kind,
        expires_at=opened.expires_at,
    )
    return sign(principal, key, now)


def _end(session: Session, held: SignInSession, now: dt.datetime) -> None:
    """End here at once, and everywhere else by message."""
    if held.ended_at is not None:
        return
    held.ended_at = now
    revoke(session, held.id, held.expires_at)
    data = {"session_id": held.id, "expires_at": held.expires_at}
    publish(session, SessionRevoked, held.id, version=1, data=data)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
