"""Writes what is to be published or woken into the outbox of the open transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from marshmallow import Schema
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from shared.bus.models import OutboxEntry
from shared.contracts import contract_of
from shared.db.ids import new_id
from shared.tracing import current_traceparent

CHANNEL = "outbox"


def publish(
    session: Session,
    message: type[Schema],
    subject: uuid.UUID,
    *,
    version: int,
    data: dict[str, Any],
) -> uuid.UUID:
    """Add a message to the transaction and return its id.

    `version` is the subject's change counter. Raises MessageError when data breaks the contract.
    """
    known = contract_of(message.wire_type)  # type: ignore[attr-defined]
    body = known.dump(data)
    return _add(
        session, "message", known.type, str(subject), version, body, personal=known.personal
    )


def enqueue(session: Session, task: str, **arguments: Any) -> uuid.UUID:
    """Add a wake-up for a Celery task to the transaction; arguments are JSON values (ids)."""
    return _add(session, "task", task, "", 0, arguments, personal=False)


def _add(
    session: Session,
    kind: str,
    wire_type: str,
    subject: str,
    version: int,
    body: dict[str, Any],
    *,
    personal: bool,
) -> uuid.UUID:
    entry = OutboxEntry(
        id=new_id(),
        kind=kind,
        type=wire_type,
        subject=subject,
        version=version,
        body=body,
        personal=personal,
        traceparent=current_traceparent(),
        written_at=dt.datetime.now(dt.UTC),
    )
    session.add(entry)
    session.info[CHANNEL] = True
    return entry.id


@event.listens_for(Session, "before_commit")
def _notify_relay(session: Session) -> None:
    """Tell the relay once a transaction that there is something to relay."""
    if session.info.pop(CHANNEL, False):
        session.execute(select(func.pg_notify(CHANNEL, "")))
