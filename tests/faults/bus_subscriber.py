"""A subscriber in a process of its own, to be killed: `python -m tests.faults.bus_subscriber DB REDIS ORDER`.

It notes the effect of each message as a row of `effects`, which has no key that would hide a repeat.
ORDER is "commit-first", as the messenger works, or "acknowledge-first", the mistake the test must see.
"""

from __future__ import annotations

import sys

from celery import Celery
from sqlalchemy import MetaData, text
from sqlalchemy.orm import Session

from shared.bus.messenger import Messenger
from shared.bus.streams import Delivery, RedisStreams
from shared.contracts.catalogue import InnovationWithdrawn
from shared.contracts.message import Message
from shared.db import Database

EFFECT = text("INSERT INTO effects (subject) SELECT :subject FROM pg_sleep(0.001)")
TABLE = "CREATE TABLE IF NOT EXISTS effects (id bigserial, subject text NOT NULL)"


def on_innovation_withdrawn(session: Session, message: Message) -> None:
    """Note the effect, slowly enough to be killed in the middle."""
    session.execute(EFFECT, {"subject": message.subject})


class AcknowledgesFirst(Messenger):
    """The mistake: the stream forgets before the database knows."""

    def _handle(self, streams: RedisStreams, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            streams.acknowledge(delivery, self._group)
            self._inbox.receive(delivery.envelope)


def make_subscriber(database_url: str, redis_url: str, order: str = "commit-first") -> Messenger:
    """Return the messenger of an events database that reacts as above."""
    database = Database("events", MetaData())
    database.connect(database_url)
    kind = AcknowledgesFirst if order == "acknowledge-first" else Messenger
    reactions = {InnovationWithdrawn: [on_innovation_withdrawn]}
    return kind(database, redis_url, Celery("unused", broker=redis_url), reactions)


if __name__ == "__main__":
    make_subscriber(*sys.argv[1:4]).run()
