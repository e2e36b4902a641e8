"""Pages of a list by its sort key, stable while rows come and go (keyset paging)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.refusals import Invalid

T = TypeVar("T")
_MAX_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """`items` of a list and the cursor of what follows, None at the end."""

    items: Sequence[T]
    next: str | None


def keyset_page(
    session: Session,
    query: Select[T],
    key: Sequence[InstrumentedAttribute[Any]],
    *,
    limit: int,
    cursor: str | None,
    descending: bool = False,
) -> Page[T]:
    """Return up to `limit` rows after `cursor`, ordered by `key`, which must be unique as a whole.

    Raises Invalid for a cursor that is not ours.
    """
    if cursor:
        values = _decode(cursor, key)
        after = tuple_(*key) < values if descending else tuple_(*key) > values
        query = query.where(after)
    order = [column.desc() if descending else column.asc() for column in key]
    rows = session.scalars(query.order_by(*order).limit(limit + 1)).all()
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, _encode([getattr(items[-1], c.key) for c in key]) if more else None)


def _encode(values: list[Any]) -> str:
    raw = json.dumps([str(v) if isinstance(v, uuid.UUID | dt.date) else v for v in values])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(cursor: str, key: Sequence[InstrumentedAttribute[Any]]) -> tuple[Any, ...]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return tuple(_typed(v, c) for v, c in zip(values, key, strict=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid(
            "This cursor is not one we gave. Start again without it.", pointer="/cursor"
        ) from error


def _typed(value: Any, column: InstrumentedAttribute[Any]) -> Any:
    python_type = column.type.python_type
    if python_type is uuid.UUID:
        return uuid.UUID(value)
    if python_type in (dt.datetime, dt.date):
        return python_type.fromisoformat(value)
    if not isinstance(value, python_type) or (isinstance(value, int) and abs(value) > _MAX_INTEGER):
        raise TypeError(value)
    return value
