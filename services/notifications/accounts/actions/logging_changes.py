"""Notes who changed what of an account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from services.notifications.accounts.models import Account, AccountChange
from services.notifications.accounts.rules import Actor
from shared.db import new_id


def note_change(
    session: Session, account: Account | None, what: str, actor: Actor, now: dt.datetime
) -> None:
    """Write one line of the log; without an account it is about a token or a contact's session."""
    session.add(
        AccountChange(
            id=new_id(),
            account_id=account.id if account else None,
            email=account.email if account else "",
            what=what,
            actor_id=actor.id,
            actor_name=actor.name,
            at=now,
        )
    )
