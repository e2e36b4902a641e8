"""The journal: how far a claim has come, in one small statement before each final dot.

The statement notes the last result and that the next mail may leave, so a commit and a round trip a
mail are enough. It goes to libpq without anything between: this is the busiest line of the system.
"""

from __future__ import annotations

import threading

import psycopg
from psycopg.pq import ConnStatus, ExecStatus

_TELL = b"""
UPDATE claims SET done = $2, sent = $3, handed = $4, told_at = now(),
    lease_expires_at = now() + make_interval(secs => $5)
WHERE id = $1 AND going
"""
_TYPES = [20, 23, 23, 23, 701]  # bigint, integer, double precision: their object ids never change
_OPTIONS = "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=10000"
_of_thread = threading.local()


class Journal:
    """A connection that writes claims' progress; not to be shared by threads.

    Without `to_disk` a commit does not wait for the disk: a worker's death loses nothing, and after
    PostgreSQL's own the worker tells again. Raises psycopg.OperationalError when it is away.
    """

    def __init__(self, url: str, *, to_disk: bool) -> None:
        self._url = url
        commit = "on" if to_disk else "off"
        self._options = f"{_OPTIONS} -c synchronous_commit={commit}"
        self._connection: psycopg.Connection | None = None

    def tell(
        self, claim_id: int, *, done: int, sent: int, handed: int, lease_seconds: float
    ) -> bool:
        """Note the results below `done` and that those up to `handed` may leave; False: do not send."""
        given = [b"%d" % claim_id, b"%d" % done, b"%d" % sent, b"%d" % handed]
        given.append(b"%f" % lease_seconds)
        try:
            return self._tell(given)
        except psycopg.OperationalError:
            self.close()
        return self._tell(given)  # the same words again change nothing

    def _tell(self, given: list[bytes]) -> bool:
        found = self._opened().pgconn.exec_prepared(b"tell", given)
        if found.status != ExecStatus.COMMAND_OK:
            words = found.error_message.decode(errors="replace")
            raise psycopg.OperationalError(f"the journal was not written: {words}")
        return found.command_tuples == 1

    def close(self) -> None:
        """Drop the connection; the next word opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> psycopg.Connection:
        connection = self._connection
        if connection is None or connection.pgconn.status != ConnStatus.OK:
            connection = self._connection = psycopg.connect(
                self._url, autocommit=True, options=self._options, connect_timeout=5
            )
            connection.pgconn.prepare(b"tell", _TELL, _TYPES)
        return connection


def journal_of_thread(url: str, *, to_disk: bool) -> Journal:
    """Return this thread's journal, kept open from one task to the next."""
    journals: dict[tuple[str, bool], Journal] = _of_thread.__dict__.setdefault("journals", {})
    return journals.setdefault((url, to_disk), Journal(url, to_disk=to_disk))


def close_journals() -> None:
    """Close this thread's journals."""
    for journal in _of_thread.__dict__.pop("journals", {}).values():
        journal.close()
