"""Reads accounts and sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.notifications.accounts.models import (
    Account,
    AccountChange,
    Grant,
    SignInLink,
    SignInSession,
)
from services.notifications.accounts.rules import NoSuchAccount
from shared.auth.tokens import Role
from shared.db import Page, keyset_page


def find_account(session: Session, email: str) -> Account | None:
    """Return the account of a normalised address."""
    return session.scalar(select(Account).where(Account.email == email))


def find_account_of(session: Session, account_id: uuid.UUID) -> Account | None:
    """Return the account with an id."""
    return session.get(Account, account_id)


def get_account(session: Session, account_id: uuid.UUID) -> Account:
    """Return an account. Raises NoSuchAccount."""
    account = session.get(Account, account_id)
    if account is None:
        raise NoSuchAccount
    return account


def list_accounts(
    session: Session, *, limit: int, cursor: str | None = None, q: str = ""
) -> Page[Account]:
    """Return a page of accounts by address: all, or those whose name or address has the words."""
    query = select(Account)
    if q:
        found = Account.email.icontains(q, autoescape=True)
        query = query.where(or_(found, Account.name.icontains(q, autoescape=True)))
    return keyset_page(session, query, [Account.email], limit=limit, cursor=cursor)


def find_roles(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Role]]:
    """Return the roles that these accounts hold, by account."""
    found: dict[uuid.UUID, list[Role]] = {}
    query = select(Grant.account_id, Grant.role).where(Grant.account_id.in_(list(ids)))
    for account_id, role in session.execute(query.order_by(Grant.account_id, Grant.role)):
        found.setdefault(account_id, []).append(Role(role))
    return found


def list_roles(session: Session, account_id: uuid.UUID) -> list[Role]:
    """Return the roles an account holds."""
    return find_roles(session, [account_id]).get(account_id, [])


def count_operators(session: Session) -> int:
    """Return how many accounts may grant roles, each held until the transaction ends."""
    query = select(Grant.account_id).where(Grant.role == Role.OPERATOR).order_by(Grant.account_id)
    return len(session.scalars(query.with_for_update()).all())


def list_changes(
    session: Session, *, limit: int, cursor: str | None, account_id: uuid.UUID | None = None
) -> Page[AccountChange]:
    """Return a page of what was changed, of all accounts or of one, newest first."""
    query = select(AccountChange)
    if account_id is not None:
        query = query.where(AccountChange.account_id == account_id)
    key = [AccountChange.at, AccountChange.id]
    return keyset_page(session, query, key, limit=limit, cursor=cursor, descending=True)


def count_recent_links(session: Session, subject: uuid.UUID, since: dt.datetime) -> int:
    """Return how many links were mailed to an account, or to a contact without one, since then."""
    query = select(func.count()).where(
        or_(SignInLink.account_id == subject, SignInLink.contact_id == subject),
        SignInLink.created_at > since,
    )
    return session.scalar(query) or 0


def list_open_sessions(
    session: Session, subject: uuid.UUID, now: dt.datetime
) -> list[SignInSession]:
    """Return the sessions of an account or contact that have not ended, newest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                or_(SignInSession.account_id == subject, SignInSession.contact_id == subject),
                SignInSession.ended_at.is_(None),
                SignInSession.expires_at > now,
            )
            .order_by(SignInSession.created_at.desc(), SignInSession.id)
            .limit(200)
        )
    )


def list_tokens(session: Session, now: dt.datetime) -> list[SignInSession]:
    """Return the API tokens that are valid, newest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                SignInSession.kind == "token",
                SignInSession.ended_at.is_(None),
                SignInSession.expires_at > now,
            )
            .order_by(SignInSession.created_at.desc(), SignInSession.id)
            .limit(500)
        )
    )
