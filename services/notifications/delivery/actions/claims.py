"""Claims: taking recipients of a mailing, ending with them, and finding those of a lost worker.

Each step is one statement that commits by itself and waits for the disk; how far a claim has come in
between is told by the journal. All of it is on the database's clock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from services.notifications.delivery.rules import Settlement

_CLAIM = text("""
WITH sending AS MATERIALIZED (
    SELECT id FROM mailings WHERE id = :mailing AND state = 'sending' AND starts_at <= now()
    FOR KEY SHARE -- a pause waits for this claim and stops it, or this claim waits and finds the pause
), due AS (
    SELECT recipients.id FROM recipients JOIN sending ON sending.id = campaign_id
    WHERE campaign_id = :mailing AND recipients.state = 'queued' AND due_at <= now()
    ORDER BY due_at, recipients.id LIMIT :count FOR UPDATE OF recipients SKIP LOCKED
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS position FROM due
), claim AS (
    INSERT INTO claims (mailing_id, size, lease_expires_at)
    SELECT :mailing, count(*), now() + :lease FROM due HAVING count(*) > 0 RETURNING id
)
UPDATE recipients SET state = 'leased', claim_id = claim.id, position = numbered.position
FROM numbered, claim WHERE recipients.id = numbered.id
RETURNING recipients.id, contact_id, values, attempts, doubtful, claim_id, recipients.position
""")
_STOP = text("UPDATE claims SET going = false WHERE mailing_id = :mailing AND ended_at IS NULL")
_SUPPRESS = text("""
UPDATE recipients SET state = 'suppressed', settled_at = now()
WHERE claim_id = :claim AND state = 'leased' AND position = ANY(:positions)
""")
_PUT_BACK = text("""
UPDATE recipients SET state = 'queued', due_at = now() + later.wait
FROM unnest(CAST(:positions AS int[]), CAST(:waits AS interval[])) AS later (position, wait)
WHERE claim_id = :claim AND state = 'leased' AND recipients.position = later.position
""")
_SETTLE = text("""
WITH told AS (
    UPDATE claims SET done = :done, handed = :done, sent = :sent, told_at = now(),
        lease_expires_at = now() + :lease
    WHERE id = :claim AND ended_at IS NULL RETURNING id, going
), settled AS (
    UPDATE recipients SET state = :state, due_at = now() + :wait, doubtful = :doubtful,
        attempts = attempts + 1, last_reply = :words, settled_at = CASE WHEN :final THEN now() END
    FROM told
    WHERE claim_id = told.id AND position = :done - 1 AND recipients.state = 'leased'
    RETURNING recipients.id
), noted AS (
    INSERT INTO attempts (recipient_id, outcome, words) SELECT id, :outcome, :words FROM settled
)
SELECT going AS may_send FROM told
""")
_END = text("""
WITH ended AS (
    UPDATE claims SET done = :done, handed = :done, sent = :sent, told_at = now(), ended_at = now(),
        going = false
    WHERE id = :claim AND ended_at IS NULL RETURNING id
), left_over AS (
    SELECT recipients.id, recipients.position < :done AS is_sent, heard.at, heard.words
    FROM ended JOIN recipients ON claim_id = ended.id AND state = 'leased'
    LEFT JOIN unnest(CAST(:positions AS int[]), CAST(:times AS timestamptz[]), CAST(:words AS text[]))
        AS heard (position, at, words) ON heard.position = recipients.position
)
UPDATE recipients SET
    state = CASE WHEN is_sent THEN 'sent' ELSE 'queued' END,
    attempts = attempts + is_sent::int,
    settled_at = CASE WHEN is_sent THEN coalesce(at, now()) END,
    last_reply = CASE WHEN is_sent THEN coalesce(words, '') ELSE last_reply END
FROM left_over WHERE recipients.id = left_over.id
""")
# What PostgreSQL's own crash may have lost is the end of a claim's journal, so of a claim that has
# told nothing since it started again, everybody without a result may have been handed over.
_EXPIRE = text("""
WITH lost AS (
    SELECT claims.id, done, told_at, hold_uncertain,
        CASE WHEN told_at < pg_postmaster_start_time() THEN size ELSE handed END AS handed
    FROM claims JOIN mailings ON mailings.id = claims.mailing_id
    WHERE ended_at IS NULL AND lease_expires_at < now()
    ORDER BY claims.id LIMIT 100 FOR UPDATE OF claims SKIP LOCKED
), ended AS (
    UPDATE claims SET ended_at = now(), going = false FROM lost WHERE claims.id = lost.id
), moved AS (
    UPDATE recipients SET
        state = CASE WHEN position < done THEN 'sent'
            WHEN position < handed AND hold_uncertain THEN 'held' ELSE 'queued' END,
        attempts = attempts + (position < handed)::int,
        doubtful = doubtful OR (position >= done AND position < handed),
        settled_at = CASE WHEN position < done THEN told_at END,
        last_reply = CASE WHEN position < handed THEN '' ELSE last_reply END
    FROM lost WHERE claim_id = lost.id AND state = 'leased'
    RETURNING recipients.id, position >= done AND position < handed AS in_doubt
), noted AS (
    INSERT INTO attempts (recipient_id, outcome, words)
    SELECT id, 'lost', 'The worker was lost while it handed this mail over.'
    FROM moved WHERE in_doubt
)
SELECT count(*) FROM moved
""")


@dataclass(frozen=True)
class Claimed:
    """A recipient in a claim; `position` says when their turn is."""

    id: uuid.UUID
    contact_id: uuid.UUID
    values: dict[str, str]
    attempts: int
    doubtful: bool
    claim_id: int
    position: int


@dataclass(frozen=True)
class Heard:
    """When the relay took a mail, and its words."""

    position: int
    at: dt.datetime
    words: str


def claim_recipients(
    connection: Connection, mailing_id: uuid.UUID, *, count: int, lease: dt.timedelta
) -> list[Claimed]:
    """Take up to `count` due recipients that nobody else is taking, in the order of their turns."""
    given = {"mailing": mailing_id, "count": count, "lease": lease}
    rows = connection.execute(_CLAIM, given)
    return sorted((Claimed(**row) for row in rows.mappings()), key=lambda c: c.position)


def stop_claims(connection: Connection, mailing_id: uuid.UUID) -> None:
    """Let no further mail of a mailing leave, in the transaction that makes it stand still."""
    connection.execute(_STOP, {"mailing": mailing_id})


def suppress_claimed(connection: Connection, claim_id: int, positions: Sequence[int]) -> None:
    """Set those aside who want no more mail."""
    if positions:
        connection.execute(_SUPPRESS, {"claim": claim_id, "positions": list(positions)})


def put_back(
    connection: Connection, claim_id: int, waits: Sequence[tuple[int, dt.timedelta]]
) -> None:
    """Return some to the queue for later, by position; it costs them no try."""
    if waits:
        positions, later = [p for p, _ in waits], [wait for _, wait in waits]
        connection.execute(_PUT_BACK, {"claim": claim_id, "positions": positions, "waits": later})


def settle_claimed(
    connection: Connection,
    claimed: Claimed,
    settlement: Settlement,
    *,
    outcome: str,
    words: str,
    sent: int,
    lease: dt.timedelta,
) -> bool:
    """Write what became of a try that did not simply succeed; False when no more may be sent.

    Everybody before it has their result: `sent` of them in the journal.
    """
    given = {
        "claim": claimed.claim_id,
        "done": claimed.position + 1,
        "sent": sent,
        "lease": lease,
        "state": settlement.state,
        "wait": settlement.wait,
        "doubtful": settlement.doubtful,
        "final": settlement.is_final,
        "outcome": outcome,
        "words": words,
    }
    row = connection.execute(_SETTLE, given).first()
    return bool(row and row.may_send)


def end_claim(
    connection: Connection, claim_id: int, *, done: int, sent: int, heard: Sequence[Heard]
) -> None:
    """Write the results of those below `done` into their rows and return the others to the queue.

    Twice is harmless, and so is the end of a claim that somebody found lost.
    """
    given: dict[str, Any] = {
        "claim": claim_id,
        "done": done,
        "sent": sent,
        "positions": [one.position for one in heard],
        "times": [one.at for one in heard],
        "words": [one.words for one in heard],
    }
    connection.execute(_END, given)


def expire_claims(connection: Connection) -> int:
    """End the claims of lost workers; whoever was being handed over becomes doubtful, or is held."""
    return int(connection.scalar(_EXPIRE) or 0)
