"""Counts what was not found, and keeps what reviewers did about it."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from services.catalogue.database import database
from services.catalogue.needs.models import UnmetNeed, UnmetSearch
from services.catalogue.needs.queries import get_need
from services.catalogue.needs.rules import (
    KEPT_DAYS,
    NeedStale,
    State,
    checked_note,
    normalised,
)
from shared.db import new_id


def record_search(key: str, text: str, filters: str, *, found: int, day: dt.date) -> None:
    """Count one search on a day in London under the need whose key its stems make."""
    query = normalised(text)
    first = insert(UnmetNeed).values(
        id=new_id(), key=key, words=query, state=State.OPEN, note="", version=1
    )
    with database.transaction() as session:
        session.execute(first.on_conflict_do_nothing(index_elements=[UnmetNeed.key]))
        need_id = session.scalars(select(UnmetNeed.id).where(UnmetNeed.key == key)).one()
        once = insert(UnmetSearch).values(
            need_id=need_id, day=day, query=query, filters=filters, found=found, searches=1
        )
        session.execute(
            once.on_conflict_do_update(
                index_elements=["need_id", "day", "query", "filters"],
                set_={
                    "searches": UnmetSearch.searches + 1,
                    "found": func.greatest(UnmetSearch.found, found),
                },
            )
        )


def settle_need(
    need_id: uuid.UUID,
    state: State,
    *,
    note: str,
    version: int,
    reviewer_id: uuid.UUID,
    now: dt.datetime,
) -> UnmetNeed:
    """Mark a need as dealt with, or open it again, with a note on how.

    Raises NoSuchNeed, NeedStale, Invalid for a note that is too long.
    """
    said = checked_note(note)
    with database.transaction() as session:
        need = get_need(session, need_id, lock=True)
        if need.version != version:
            raise NeedStale
        need.state, need.note = state, said
        need.changed_by, need.changed_at = reviewer_id, now
        need.version += 1
    return need


def forget_old_searches(today: dt.date) -> int:
    """Delete counts that are older than we compare, and needs nobody searches for any more."""
    with database.transaction() as session:
        old = delete(UnmetSearch).where(UnmetSearch.day < today - dt.timedelta(days=KEPT_DAYS))
        forgotten = session.execute(old).rowcount  # type: ignore[attr-defined]
        searched = exists().where(UnmetSearch.need_id == UnmetNeed.id)
        session.execute(delete(UnmetNeed).where(~searched))
    return int(forgotten)
