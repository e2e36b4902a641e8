"""Reads accounts and sessions."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.accounts.models import Account, Grant, SignInLink, SignInSession
from shared.auth.tokens import Role


def find_account(session: Session, email: str) -> Account | None:
    """Return the account of a normalised address."""
    return session.scalar(select(Account).where(Account.email == email))


def find_account_of(session: Session, account_id: uuid.UUID) -> Account | None:
    """Return the account with an id."""
    return session.get(Account, account_id)


def list_accounts(session: Session, limit: int = 500) -> list[Account]:
    """Return accounts by address."""
    return list(session.scalars(select(Account).order_by(Account.email).limit(limit)))


def list_roles(session: Session, account_id: uuid.UUID) -> list[Role]:
    """Return the roles an account holds."""
    query = select(Grant.role).where(Grant.account_id == account_id).order_by(Grant.role)
    return [Role(role) for role in session.scalars(query.limit(len(Role)))]


def count_recent_links(session: Session, account_id: uuid.UUID, since: dt.datetime) -> int:
    """Return how many links were mailed to an account since then."""
    query = select(func.count()).where(
        SignInLink.account_id == account_id, SignInLink.created_at > since
    )
    return session.scalar(query) or 0


def list_open_sessions(
    session: Session, account_id: uuid.UUID, now: dt.datetime
) -> list[SignInSession]:
    """Return an account's sessions that have not ended, newest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                SignInSession.account_id == account_id,
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
