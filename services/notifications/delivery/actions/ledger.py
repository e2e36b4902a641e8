"""The ledger of letters: claims with a lease and a fence, marks and results, on the database's clock.

Every step is one statement on a connection that commits each by itself, so that a step costs one
round trip and is either wholly there or not at all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Connection,
    Interval,
    Table,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    null,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.database import database
from services.notifications.delivery.models import LedgerRow, Letter
from services.notifications.delivery.rules import FINAL_STATES, Settlement, State


@dataclass(frozen=True)
class Claimed:
    """A row that this worker holds while `fence` is the row's; `row` has its columns."""

    id: uuid.UUID
    fence: int
    row: Any


@contextmanager
def ledger_connection() -> Iterator[Connection]:
    """A connection on which each statement is a transaction."""
    with database.engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


class Ledger:
    """The steps of a mail's way in one table, as statements made once."""

    def __init__(self, model: type[LedgerRow], *, blanked: str) -> None:
        """`blanked` names a column that is emptied once a mail has left for good."""
        self._table = table = cast("Table", model.__table__)  # type: ignore[attr-defined]
        self._mine = and_(
            table.c.id == bindparam("row_id"),
            table.c.fence == bindparam("row_fence"),
            table.c.state == State.LEASED,
        )
        self._claim = self._make_claim()
        self._mark = self._make_mark()
        self._settle = self._make_settle(blanked)

    def claim(self, connection: Connection, *, count: int, lease: dt.timedelta) -> list[Claimed]:
        """Take up to `count` due rows that nobody else is taking, in the order they are sent."""
        rows = connection.execute(self._claim, {"count": count, "lease": lease})
        return sorted((Claimed(row.id, row.fence, row) for row in rows), key=lambda c: c.id)

    def mark_handed(self, connection: Connection, claimed: Claimed, lease: dt.timedelta) -> bool:
        """Note that the final dot is next and renew the lease; False: do not send it."""
        given = {"row_id": claimed.id, "row_fence": claimed.fence, "lease": lease}
        return connection.execute(self._mark, given).first() is not None

    def settle(
        self, connection: Connection, claimed: Claimed, settlement: Settlement, words: str
    ) -> bool:
        """Write what became of a try; False when the row was lost."""
        given = {
            "row_id": claimed.id,
            "row_fence": claimed.fence,
            "new_state": settlement.state,
            "wait": settlement.wait,
            "is_doubtful": settlement.doubtful,
            "is_final": settlement.is_final,
            "words": words,
        }
        return connection.execute(self._settle, given).first() is not None

    def renew(
        self, connection: Connection, held: Sequence[Claimed], lease: dt.timedelta
    ) -> list[Claimed]:
        """Hold on to rows for longer, and return those that are still ours."""
        renewed = connection.execute(
            update(self._table)
            .where(self._still_ours(held))
            .values(lease_expires_at=func.now() + lease)
            .returning(self._table.c.id)
        )
        ours = {row.id for row in renewed}
        return [claimed for claimed in held if claimed.id in ours]

    def give_back(
        self, connection: Connection, held: Sequence[Claimed], state: State = State.QUEUED
    ) -> None:
        """Let go of rows that were not handed over; without a database their lease does it."""
        if held and not connection.invalidated:
            connection.execute(
                update(self._table)
                .where(self._still_ours(held), self._table.c.handed_at.is_(None))
                .values(
                    state=state,
                    lease_expires_at=None,
                    settled_at=func.now() if state in FINAL_STATES else None,
                )
            )

    def expire(self, connection: Connection) -> int:
        """Return lost rows to the queue; those that may have been handed over become doubtful."""
        table = self._table
        lost = connection.execute(
            update(table)
            .where(table.c.state == State.LEASED, table.c.lease_expires_at < func.now())
            .values(
                state=State.QUEUED,
                doubtful=or_(table.c.doubtful, self._handed()),
                handed_at=None,
                lease_expires_at=None,
            )
        )
        return lost.rowcount

    def _handed(self) -> ColumnElement[bool]:
        """True for a row that may have been handed over before it was lost.

        A crash of PostgreSQL may lose the mark of the mail in flight, so of each claim made before
        it started, the first row that has no result counts too: rows are sent in the order of ids.
        """
        table, other = self._table, self._table.alias("other")
        earlier = exists().where(
            other.c.leased_at == table.c.leased_at,
            other.c.state == State.LEASED,
            other.c.id < table.c.id,
        )
        before_start = table.c.leased_at < func.pg_postmaster_start_time()
        unmarked = func.coalesce(before_start, false()) & ~earlier
        return or_(table.c.handed_at.is_not(None), unmarked)

    def _still_ours(self, held: Sequence[Claimed]) -> ColumnElement[bool]:
        return and_(
            tuple_(self._table.c.id, self._table.c.fence).in_([(c.id, c.fence) for c in held]),
            self._table.c.state == State.LEASED,
        )

    def _make_claim(self) -> Any:
        table = self._table
        due = (
            select(table.c.id)
            .where(table.c.state == State.QUEUED, table.c.due_at <= func.now())
            .order_by(table.c.due_at, table.c.id)
            .limit(bindparam("count"))
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        return (
            update(table)
            .where(table.c.id == due.c.id)
            .values(
                state=State.LEASED,
                fence=table.c.fence + 1,
                leased_at=func.now(),
                handed_at=None,
                lease_expires_at=func.now() + bindparam("lease", type_=Interval),
            )
            .returning(*table.c)
        )

    def _make_mark(self) -> Any:
        """Not waited for to reach the disk: only PostgreSQL's own crash can lose it, see `_handed`."""
        not_synced = func.set_config("synchronous_commit", "off", true())
        return (
            update(self._table)
            .where(self._mine)
            .values(
                handed_at=func.now(),
                lease_expires_at=func.now() + bindparam("lease", type_=Interval),
            )
            .returning(self._table.c.id, not_synced)
        )

    def _make_settle(self, blanked: str) -> Any:
        table = self._table
        final: ColumnElement[bool] = bindparam("is_final", type_=Boolean)
        values: dict[str, Any] = {
            "state": bindparam("new_state"),
            "due_at": func.now() + bindparam("wait", type_=Interval),
            "doubtful": bindparam("is_doubtful"),
            "attempts": table.c.attempts + 1,
            "last_reply": bindparam("words"),
            "settled_at": case((final, func.now()), else_=null()),
            "handed_at": None,
            "lease_expires_at": None,
        }
        values[blanked] = case((final, ""), else_=table.c[blanked])
        return update(table).where(self._mine).values(values).returning(table.c.id)


LETTERS = Ledger(Letter, blanked="text")
