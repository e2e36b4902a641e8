"""The wire: Redis Streams, one a publisher, read by consumer groups (redis.io/docs, Streams)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.retry import Retry

NEVER = "0-0"
_STUCK_MILLISECONDS = 30_000
_FIELD = b"envelope"


def probe_redis(url: str) -> redis.Redis:
    """Return a client for a health check, which would rather know soon than be sure."""
    retry = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=retry)


def connect_redis(url: str) -> redis.Redis:
    """Return a client that gives up on a dead peer instead of waiting for ever."""
    return redis.Redis.from_url(
        url,
        socket_timeout=10,
        socket_connect_timeout=3,
        socket_keepalive=True,
        health_check_interval=15,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 2),
    )


def stream_of(publisher: str, *, personal: bool = False) -> str:
    """Return the key of a publisher's stream; personal data has a stream of its own."""
    return f"zone:stream:{publisher}" + (":personal" if personal else "")


class StreamLost(Exception):
    """The stream holds less than we put there: Redis was emptied or lost its last second."""


@dataclass(frozen=True)
class Delivery:
    """One entry of a stream as a group received it."""

    stream: str
    stream_id: str
    envelope: dict[str, Any] | None


class RedisStreams:
    """Publishes batches in order and consumes as a group; at least once."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def last_id(self, stream: str) -> str:
        """Return the id of the last entry ever added, `0-0` when the stream is not there."""
        try:
            info = self._redis.xinfo_stream(stream)
        except redis.ResponseError as error:
            if "no such key" in str(error):
                return NEVER
            raise
        return _text(info["last-generated-id"])

    def append(
        self,
        entries: Sequence[tuple[str, dict[str, Any]]],
        keep_milliseconds: dict[str, int],
        noted: dict[str, str],
    ) -> list[str]:
        """Add (stream, envelope) pairs in order and return their ids; older entries are trimmed.

        `noted` holds the newest id we know of each stream. Raises StreamLost, with nothing added,
        where a stream holds less than that: WATCH sees it change between the look and the adding.
        """
        streams = sorted({stream for stream, _ in entries})
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.watch(*streams)  # type: ignore[no-untyped-call]
            for stream in streams:
                if order_of(self.last_id(stream)) < order_of(noted.get(stream, NEVER)):
                    raise StreamLost(stream)
            pipe.multi()
            for stream, envelope in entries:
                pipe.xadd(stream, {_FIELD: json.dumps(envelope)})
            try:
                ids = [_text(value) for value in pipe.execute()]
            except redis.WatchError as error:
                raise StreamLost(", ".join(streams)) from error
        for stream in streams:
            now = int(ids[-1].split("-")[0])
            self._redis.xtrim(
                stream, minid=max(0, now - keep_milliseconds[stream]), approximate=True
            )
        return ids

    def read(
        self, streams: Iterable[str], group: str, consumer: str, *, count: int, block_ms: int
    ) -> list[Delivery]:
        """Return new entries for the group, waiting up to `block_ms` for the first."""
        wanted: dict[Any, Any] = dict.fromkeys(streams, ">")
        answer = self._redis.xreadgroup(group, consumer, wanted, count=count, block=block_ms)
        return _deliveries(answer)

    def unacknowledged(
        self, stream: str, group: str, consumer: str, *, count: int
    ) -> list[Delivery]:
        """Return what this consumer got earlier and did not finish."""
        return _deliveries(self._redis.xreadgroup(group, consumer, {stream: "0"}, count=count))

    def claim_stuck(self, stream: str, group: str, consumer: str, *, count: int) -> list[Delivery]:
        """Take over what any consumer of the group has held for half a minute."""
        answer = cast(
            "Sequence[Any]",
            self._redis.xautoclaim(
                stream, group, consumer, min_idle_time=_STUCK_MILLISECONDS, count=count
            ),
        )
        return [_delivery(stream, entry) for entry in answer[1]]

    def acknowledge(self, delivery: Delivery, group: str) -> None:
        """Tell the stream that the group is done with an entry."""
        self._redis.xack(delivery.stream, group, delivery.stream_id)

    def ensure_group(self, stream: str, group: str) -> None:
        """Make the group, reading from the beginning of the stream, where it is not there."""
        try:
            self._redis.xgroup_create(stream, group, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


def order_of(stream_id: str) -> tuple[int, int]:
    """Return a stream id as numbers that compare."""
    milliseconds, sequence = stream_id.split("-")
    return int(milliseconds), int(sequence)


def _deliveries(answer: Any) -> list[Delivery]:
    """Read XREADGROUP's answer, a list in RESP2 and a mapping of lists in RESP3."""
    if not answer:
        return []
    pairs = answer.items() if isinstance(answer, dict) else answer
    found = []
    for stream, entries in pairs:
        batches = entries if not isinstance(answer, dict) else _flattened(entries)
        found += [_delivery(_text(stream), entry) for entry in batches]
    return found


def _flattened(entries: Any) -> list[Any]:
    if (
        entries
        and isinstance(entries[0], list)
        and entries[0]
        and not isinstance(entries[0][0], bytes)
    ):
        return [entry for batch in entries for entry in batch]
    return list(entries)


def _delivery(stream: str, entry: Any) -> Delivery:
    stream_id, values = entry
    envelope = None
    if values and _FIELD in values:
        try:
            envelope = json.loads(values[_FIELD])
        except ValueError:
            envelope = None
    return Delivery(stream, _text(stream_id), envelope)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
