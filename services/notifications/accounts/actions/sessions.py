"""Opens and ends sessions and API tokens, here at once and everywhere else by message."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from services.notifications.accounts.actions.logging_changes import note_change
from services.notifications.accounts.models import Account, SignInSession
from services.notifications.accounts.queries import list_open_sessions
from services.notifications.accounts.rules import COMMAND, Actor, NoSuchSession
from services.notifications.database import database
from shared.auth.keys import SigningKey
from shared.auth.revocation import revoke
from shared.auth.tokens import Principal, Role, sign
from shared.bus import publish
from shared.contracts.notifications import SessionRevoked
from shared.db import new_id


def create_token(
    roles: Iterable[Role], *, name: str, days: int, key: SigningKey, now: dt.datetime
) -> str:
    """Return a bearer token for a program."""
    with database.transaction() as session:
        opened = SignInSession(
            id=new_id(),
            kind="token",
            name=name[:200],
            roles=sorted(roles),
            created_at=now,
            expires_at=now + dt.timedelta(days=days),
        )
        session.add(opened)
    return signed(opened, opened.id, name, key, now)


def end_session(
    session_id: uuid.UUID, *, subject: uuid.UUID, actor: Actor, now: dt.datetime
) -> None:
    """End a session of an account or contact in every service. Raises NoSuchSession."""
    with database.transaction() as session:
        held = session.get(SignInSession, session_id, with_for_update=True)
        if held is None or subject not in (held.account_id, held.contact_id):
            raise NoSuchSession
        _end(session, held, actor, now)


def end_all_sessions(subject: uuid.UUID, *, actor: Actor, now: dt.datetime) -> int:
    """End every session of an account or contact in every service, and return how many there were."""
    with database.transaction() as session:
        return end_sessions_in(session, subject, actor=actor, now=now)


def end_sessions_in(session: Session, subject: uuid.UUID, *, actor: Actor, now: dt.datetime) -> int:
    """End every session of an account or contact in the open transaction."""
    held = list_open_sessions(session, subject, now)
    for one in held:
        _end(session, one, actor, now)
    return len(held)


def revoke_token(session_id: uuid.UUID, now: dt.datetime) -> None:
    """End an API token in every service. Raises NoSuchSession."""
    with database.transaction() as session:
        held = session.get(SignInSession, session_id, with_for_update=True)
        if held is None or held.kind != "token":
            raise NoSuchSession
        _end(session, held, COMMAND, now)


def signed(
    opened: SignInSession, subject: uuid.UUID, name: str, key: SigningKey, now: dt.datetime
) -> str:
    """Return a session as the token that stands for it."""
    principal = Principal(
        subject=subject,
        name=name,
        roles=frozenset(Role(role) for role in opened.roles),
        session_id=opened.id,
        kind=opened.kind,
        expires_at=opened.expires_at,
    )
    return sign(principal, key, now)


def _end(session: Session, held: SignInSession, actor: Actor, now: dt.datetime) -> None:
    """End here at once, and everywhere else by message."""
    if held.ended_at is not None:
        return
    held.ended_at = now
    revoke(session, held.id, held.expires_at)
    account = session.get(Account, held.account_id) if held.account_id else None
    note_change(session, account, f"ended the {held.kind} “{held.name}”", actor, now)
    data = {"session_id": held.id, "expires_at": held.expires_at}
    publish(session, SessionRevoked, held.id, version=1, data=data)
