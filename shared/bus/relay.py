"""Relays a service's outbox in order to its stream and to Celery; one relay a database at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from celery import Celery
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from shared.bus.models import OutboxEntry
from shared.bus.streams import NEVER, RedisStreams, order_of, stream_of
from shared.contracts.message import Message
from shared.db import Database
from shared.logs import get_logger

log = get_logger(__name__)

KEPT_DAYS = 30
PERSONAL_KEPT_DAYS = 1
_DAY_MILLISECONDS = 86_400_000
_BATCH = 500


class Relay:
    """Moves waiting outbox entries to the wire. Call `refill` after connecting, then `run_once`."""

    def __init__(self, database: Database, streams: RedisStreams, celery: Celery) -> None:
        self._database = database
        self._streams = streams
        self._celery = celery
        self._keep = {
            self._stream(personal=False): KEPT_DAYS * _DAY_MILLISECONDS,
            self._stream(personal=True): PERSONAL_KEPT_DAYS * _DAY_MILLISECONDS,
        }

    def _stream(self, *, personal: bool) -> str:
        return stream_of(self._database.service, personal=personal)

    def refill(self) -> int:
        """Return to waiting what Redis lost: everything it once had beyond the last id it has now.

        A Redis that came back empty, or without its last second, is found by this comparison; what
        was personal and is blanked by now stays out.
        """
        lost = 0
        for personal in (False, True):
            held = order_of(self._streams.last_id(self._stream(personal=personal)))
            with self._database.transaction() as session:
                lost += _return_lost(session, held, personal=personal)
        if lost:
            log.warning("stream_refilled", entries=lost)
        return lost

    def run_once(self) -> int:
        """Relay one batch and return its size; a crash after the wire repeats it, never loses it.

        Raises StreamLost where Redis lost something since `refill`: call that again.
        """
        with self._database.transaction() as session:
            batch = session.scalars(
                select(OutboxEntry)
                .where(OutboxEntry.relayed_at.is_(None))
                .order_by(OutboxEntry.position)
                .limit(_BATCH)
            ).all()
            self._publish(session, [entry for entry in batch if entry.kind == "message"])
            self._wake([entry for entry in batch if entry.kind == "task"])
            now = dt.datetime.now(dt.UTC)
            for entry in batch:
                entry.relayed_at = now
        return len(batch)

    def _publish(self, session: Session, entries: Sequence[OutboxEntry]) -> None:
        if not entries:
            return
        noted = {self._stream(personal=p): _newest(session, personal=p) for p in (False, True)}
        pairs = [(self._stream(personal=entry.personal), _envelope(entry)) for entry in entries]
        ids = self._streams.append(pairs, self._keep, noted)
        for entry, stream_id in zip(entries, ids, strict=True):
            entry.stream_id = stream_id

    def _wake(self, entries: Sequence[OutboxEntry]) -> None:
        """Send each task; the same wake-up waiting twice in a batch is sent once."""
        seen: set[str] = set()
        for entry in entries:
            key = f"{entry.type}{entry.body}"
            if key in seen:
                continue
            seen.add(key)
            self._celery.send_task(
                entry.type, kwargs=entry.body, headers={"traceparent": entry.traceparent}
            )


def _envelope(entry: OutboxEntry) -> dict[str, Any]:
    return Message(
        id=entry.id,
        type=entry.type,
        subject=entry.subject,
        version=entry.version,
        time=entry.written_at,
        traceparent=entry.traceparent,
        data=entry.body or {},
    ).to_envelope()


def _newest(session: Session, *, personal: bool) -> str:
    """Return the stream id noted last of the messages that could be relayed again."""
    newest = session.scalar(
        select(OutboxEntry.stream_id)
        .where(
            OutboxEntry.stream_id.is_not(None),
            OutboxEntry.relayed_at.is_not(None),
            OutboxEntry.personal.is_(personal),
            OutboxEntry.body.is_not(None),
        )
        .order_by(OutboxEntry.relayed_at.desc(), OutboxEntry.position.desc())
        .limit(1)
    )
    return newest or NEVER


def _return_lost(session: Session, held: tuple[int, int], *, personal: bool) -> int:
    """Mark as waiting again the relayed messages whose stream id lies beyond `held`."""
    if order_of(_newest(session, personal=personal)) <= held:
        return 0
    rows = session.execute(
        select(OutboxEntry.position, OutboxEntry.stream_id).where(
            OutboxEntry.stream_id.is_not(None),
            OutboxEntry.relayed_at.is_not(None),
            OutboxEntry.personal.is_(personal),
            OutboxEntry.body.is_not(None),
        )
    )
    lost = [position for position, stream_id in rows if order_of(stream_id or NEVER) > held]
    result = cast(
        "CursorResult[Any]",
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.position.in_(lost))
            .values(relayed_at=None, stream_id=None)
        ),
    )
    return result.rowcount
