"""Applies each message once: the inbox row and the effect commit together, or neither does."""

from __future__ import annotations

import datetime as dt
import traceback
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.bus.models import FailedMessage, InboxEntry
from shared.contracts.message import Message, MessageError
from shared.db import Database, is_away
from shared.logs import get_logger
from shared.tracing import traced

log = get_logger(__name__)

Reaction = Callable[[Session, Message], None]
Subscriptions = Mapping[type[Schema], Sequence[Reaction]]

TRIES = 5
_WAITS_SECONDS = (1, 5, 30, 120)


class Inbox:
    """A service's reactions to messages, applied at most once each and retried by PostgreSQL's clock."""

    def __init__(self, database: Database, subscriptions: Subscriptions) -> None:
        self._database = database
        self._reactions = {
            schema.wire_type: list(reactions)  # type: ignore[attr-defined]
            for schema, reactions in subscriptions.items()
        }

    @property
    def types(self) -> set[str]:
        """The wire names this service reacts to."""
        return set(self._reactions)

    def receive(self, envelope: dict[str, Any] | None) -> None:
        """Apply an envelope, or keep it as failed; either way PostgreSQL has it when this returns.

        Raises what `is_away` knows when the database is away: then the message stays on the stream.
        """
        if envelope is None or envelope.get("type") not in self._reactions:
            return
        with traced(envelope.get("traceparent")):
            try:
                self._apply(envelope)
            except Exception as error:  # whatever a reaction raises, the message is kept
                if is_away(error):
                    raise
                self._keep_failed(envelope, error)

    def retry_due(self, now: dt.datetime) -> int:
        """Try again what failed and is due; returns how many were tried."""
        with self._database.reading() as session:
            due = session.scalars(
                select(FailedMessage.envelope)
                .where(FailedMessage.dead_at.is_(None), FailedMessage.next_try_at <= now)
                .order_by(FailedMessage.next_try_at, FailedMessage.message_id)
                .limit(100)
            ).all()
        for envelope in due:
            self.receive(envelope)
        return len(due)

    def _apply(self, envelope: dict[str, Any]) -> None:
        message = Message.from_envelope(envelope)
        with self._database.transaction() as session:
            inserted = session.execute(
                insert(InboxEntry)
                .values(
                    message_id=message.id, type=message.type, applied_at=dt.datetime.now(dt.UTC)
                )
                .on_conflict_do_nothing()
                .returning(InboxEntry.message_id)
            ).scalar()
            if inserted is not None:
                for react in self._reactions[message.type]:
                    react(session, message)
            failed = session.get(FailedMessage, message.id)
            if failed is not None:
                session.delete(failed)

    def _keep_failed(self, envelope: dict[str, Any], error: Exception) -> None:
        message_id = _message_id(envelope)
        now = dt.datetime.now(dt.UTC)
        with self._database.transaction() as session:
            failed = session.get(FailedMessage, message_id, with_for_update=True)
            if failed is None:
                failed = FailedMessage(
                    message_id=message_id,
                    type=str(envelope["type"]),
                    envelope=envelope,
                    attempts=0,
                    first_failed_at=now,
                )
                session.add(failed)
            failed.attempts += 1
            failed.error = "".join(traceback.format_exception(error))[-4000:]
            hopeless = failed.attempts >= TRIES or isinstance(error, MessageError)
            failed.dead_at = now if hopeless else None
            wait = _WAITS_SECONDS[min(failed.attempts, len(_WAITS_SECONDS)) - 1]
            failed.next_try_at = None if hopeless else now + dt.timedelta(seconds=wait)
        log.error(
            "message_failed",
            message_id=str(message_id),
            type=envelope["type"],
            dead=hopeless,
            error=type(error).__name__,
        )


def replay(session: Session, message_id: uuid.UUID | None, now: dt.datetime) -> int:
    """Make dead letters due again (one, or all), and return how many."""
    query = select(FailedMessage).where(FailedMessage.dead_at.is_not(None))
    if message_id is not None:
        query = query.where(FailedMessage.message_id == message_id)
    dead = session.scalars(query.with_for_update()).all()
    for letter in dead:
        letter.attempts = 0
        letter.dead_at = None
        letter.next_try_at = now
    return len(dead)


def discard(session: Session, message_id: uuid.UUID) -> bool:
    """Give a dead letter up for good; False where there is none of that id."""
    letter = session.get(FailedMessage, message_id, with_for_update=True)
    if letter is None or letter.dead_at is None:
        return False
    session.delete(letter)
    log.warning("message_discarded", message_id=str(message_id), type=letter.type)
    return True


def _message_id(envelope: dict[str, Any]) -> uuid.UUID:
    """The message's id, or for an envelope without a proper one an id made of its content."""
    try:
        return uuid.UUID(str(envelope.get("id")))
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_OID, repr(sorted(envelope.items())))
