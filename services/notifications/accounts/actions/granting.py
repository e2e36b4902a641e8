"""Grants and withdraws roles, and notes who did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.accounts.actions.logging_changes import note_change
from services.notifications.accounts.actions.sessions import end_sessions_in
from services.notifications.accounts.models import Account, Grant
from services.notifications.accounts.queries import count_operators, find_account, list_roles
from services.notifications.accounts.rules import COMMAND, Actor, LastOperator, NotGranted
from services.notifications.contacts.rules import normalised_address, one_line
from services.notifications.database import database
from shared.auth.tokens import Role
from shared.db import new_id


def grant_role(
    email: str, role: Role, *, name: str = "", actor: Actor = COMMAND, now: dt.datetime
) -> Account:
    """Give a role to the account of an address, which is made where it is new. Raises Invalid."""
    with database.transaction() as session:
        address, name = normalised_address(email), one_line(name, "name", "/name")
        return grant_in(session, address, role, name, actor, now)


def withdraw_role(email: str, role: Role, now: dt.datetime, *, actor: Actor = COMMAND) -> None:
    """Take a role away and end the sessions that carry it.

    Raises NotGranted, Invalid, and LastOperator where nobody could grant roles any more.
    """
    with database.transaction() as session:
        operators = count_operators(session) if role is Role.OPERATOR else 0
        account = find_account(session, normalised_address(email))
        if account is None or role not in list_roles(session, account.id):
            raise NotGranted(email, role)
        if role is Role.OPERATOR and operators == 1 and actor.id is not None:
            raise LastOperator
        session.execute(delete(Grant).where(Grant.account_id == account.id, Grant.role == role))
        note_change(session, account, f"withdrew {role}", actor, now)
        end_sessions_in(session, account.id, actor=actor, now=now)


def grant_in(
    session: Session, email: str, role: Role, name: str, actor: Actor, now: dt.datetime
) -> Account:
    """Give a role in the open transaction; what is held already is not granted again."""
    name = name or email.partition("@")[0]
    fresh = {"id": new_id(), "email": email, "name": name, "created_at": now}
    session.execute(insert(Account).values(fresh).on_conflict_do_nothing())
    account = session.scalars(select(Account).where(Account.email == email)).one()
    granted = session.execute(
        insert(Grant)
        .values(account_id=account.id, role=role, granted_at=now)
        .on_conflict_do_nothing()
        .returning(Grant.role)
    ).first()
    if granted is not None:
        note_change(session, account, f"granted {role}", actor, now)
    return account
