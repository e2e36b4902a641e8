"""The messenger process of a service: relays its outbox and applies what it subscribes to."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import redis
from celery import Celery
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy.exc import InterfaceError, OperationalError

from shared.bus.inbox import Inbox, Subscriptions
from shared.bus.outbox import CHANNEL
from shared.bus.relay import Relay
from shared.bus.streams import Delivery, RedisStreams, StreamLost, connect_redis, stream_of
from shared.contracts import contract_of
from shared.db import Database
from shared.heartbeat import beat
from shared.logs import configure_logs, get_logger
from shared.settings import Settings

log = get_logger(__name__)

_RELAY_LOCK = 0x52454C59  # "RELY"
_POLL_SECONDS = 1.0
_CLAIM_SECONDS = 30.0
_AWAY = (
    OperationalError,
    InterfaceError,
    psycopg.Error,
    redis.ConnectionError,
    redis.TimeoutError,
    BrokerError,
    OSError,
)


class Messenger:
    """Two loops, each of which outlives a database or Redis that goes away and comes back."""

    def __init__(
        self, database: Database, redis_url: str, celery: Celery, subscriptions: Subscriptions
    ) -> None:
        self._database = database
        self._redis_url = redis_url
        self._celery = celery
        self._inbox = Inbox(database, subscriptions)
        self._streams = _streams_of(subscriptions)
        self._group = database.service
        self._stop = threading.Event()
        self._is_broken = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; exit code 1 when a loop met what it cannot outlive."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        self.work()
        if self._is_broken:
            sys.exit(1)

    def work(self) -> None:
        """Work until `stop`."""
        loops = [
            threading.Thread(target=self._outlive, args=(loop,), name=name)
            for name, loop in [("relay", self._relay), ("consumer", self._consume)]
        ]
        log.info("messenger_started", streams=self._streams)
        for thread in loops:
            thread.start()
        for thread in loops:
            while thread.is_alive():
                thread.join(timeout=0.5)
        log.info("messenger_stopped")

    def stop(self) -> None:
        """Ask both loops to end."""
        self._stop.set()

    def _outlive(self, loop: Callable[[], None]) -> None:
        waits = 0
        while not self._stop.is_set():
            beat(loop.__name__.strip("_"))
            try:
                loop()
            except _AWAY as error:
                waits += 1
                log.warning("messenger_waiting", loop=loop.__name__, error=type(error).__name__)
                self._stop.wait(min(5.0, 0.1 * 2 ** min(waits, 6)))
            except Exception:
                # One loop without the other would look alive: a runner starts both again.
                log.exception("messenger_broken", loop=loop.__name__)
                self._is_broken = True
                self._stop.set()
            else:
                waits = 0

    def _relay(self) -> None:
        """Relay while we hold the lock: on each notification, and every second in any case."""
        relay = Relay(self._database, RedisStreams(connect_redis(self._redis_url)), self._celery)
        with psycopg.connect(self._database.url, autocommit=True, connect_timeout=5) as listening:
            if not _take_lock(listening):
                self._stop.wait(_POLL_SECONDS)
                return
            listening.execute(f"LISTEN {CHANNEL}")
            while not self._stop.is_set():
                relay.refill()
                beat("relay")
                try:
                    while relay.run_once() and not self._stop.is_set():
                        beat("relay")
                except StreamLost as lost:
                    log.warning("stream_lost", stream=str(lost))
                    continue
                for _ in listening.notifies(timeout=_POLL_SECONDS, stop_after=1):
                    pass

    def _consume(self) -> None:
        """Finish what an earlier life of this process left, then follow the streams."""
        if not self._streams:
            self._stop.wait(_POLL_SECONDS)
            return
        streams = RedisStreams(connect_redis(self._redis_url))
        for stream in self._streams:
            streams.ensure_group(stream, self._group)
            self._handle(
                streams, streams.unacknowledged(stream, self._group, "messenger", count=1000)
            )
        claim_at = dt.datetime.now(dt.UTC)
        while not self._stop.is_set():
            beat("consume")
            now = dt.datetime.now(dt.UTC)
            if now >= claim_at:
                claim_at = now + dt.timedelta(seconds=_CLAIM_SECONDS)
                for stream in self._streams:
                    self._handle(
                        streams, streams.claim_stuck(stream, self._group, "messenger", count=1000)
                    )
            self._inbox.retry_due(now)
            if not self._read(streams):
                return

    def _read(self, streams: RedisStreams) -> bool:
        """Handle what is new; False when the groups are gone and have to be made again."""
        try:
            self._handle(
                streams,
                streams.read(self._streams, self._group, "messenger", count=100, block_ms=1000),
            )
        except redis.ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            log.warning("stream_group_lost")
            return False
        return True

    def _handle(self, streams: RedisStreams, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._inbox.receive(delivery.envelope)
            # Only now, with the effect committed, may the stream forget the entry.
            streams.acknowledge(delivery, self._group)


def run_messenger(
    database: Database, settings: Settings, celery: Celery, subscriptions: Subscriptions
) -> None:
    """Be the messenger process of a service until told to stop."""
    configure_logs(
        settings.service, "messenger", level=settings.log_level, log_format=settings.log_format
    )
    database.connect(settings.database_url)
    Messenger(database, settings.redis_url, celery, subscriptions).run()


def _streams_of(subscriptions: Subscriptions) -> list[str]:
    wanted: set[str] = set()
    for schema in subscriptions:
        known: Any = contract_of(schema.wire_type)  # type: ignore[attr-defined]
        wanted.add(stream_of(known.publisher, personal=known.personal))
    return sorted(wanted)


def _take_lock(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_RELAY_LOCK,)).fetchone()
    return bool(row and row[0])
