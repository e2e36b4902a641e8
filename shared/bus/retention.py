"""How long messages are kept after they have done their work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, update

from shared.bus.models import InboxEntry, OutboxEntry
from shared.bus.relay import KEPT_DAYS, PERSONAL_KEPT_DAYS
from shared.db import Database

INBOX_KEPT_DAYS = 90


def prune_messages(database: Database, now: dt.datetime) -> None:
    """Delete relayed outbox rows after 30 days and inbox rows after 90; blank personal data after one.

    The inbox outlives the outbox, so a refilled stream can never apply a message twice.
    """
    with database.transaction() as session:
        session.execute(
            update(OutboxEntry)
            .where(
                OutboxEntry.personal,
                OutboxEntry.body.is_not(None),
                OutboxEntry.relayed_at < now - dt.timedelta(days=PERSONAL_KEPT_DAYS),
            )
            .values(body=None)
        )
        session.execute(
            delete(OutboxEntry).where(OutboxEntry.relayed_at < now - dt.timedelta(days=KEPT_DAYS))
        )
        session.execute(
            delete(InboxEntry).where(
                InboxEntry.applied_at < now - dt.timedelta(days=INBOX_KEPT_DAYS)
            )
        )
