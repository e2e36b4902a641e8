"""Sessions and tokens ended before their time, known to every service by message."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.contracts.message import Message
from shared.db import Database, SharedModel


class RevokedSession(SharedModel):
    """An ended session, kept until its token would have expired."""

    __tablename__ = "revoked_sessions"

    session_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)


def on_session_revoked(session: Session, message: Message) -> None:
    """Refuse the session from now on."""
    revoke(session, message.data["session_id"], message.data["expires_at"])


def revoke(session: Session, session_id: uuid.UUID, expires_at: dt.datetime) -> None:
    """Note that a session has ended; doing it twice is harmless."""
    session.execute(
        insert(RevokedSession)
        .values(session_id=session_id, expires_at=expires_at)
        .on_conflict_do_nothing()
    )


def is_revoked(session: Session, session_id: uuid.UUID) -> bool:
    """True when the session was ended."""
    return session.get(RevokedSession, session_id) is not None


def prune_revoked(database: Database, now: dt.datetime) -> None:
    """Forget sessions whose tokens have expired by themselves."""
    with database.transaction() as session:
        session.execute(
            delete(RevokedSession).where(RevokedSession.expires_at < now - dt.timedelta(days=1))
        )
