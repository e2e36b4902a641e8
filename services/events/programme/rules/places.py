"""Places of a timetable: a stage at a time, and those that are free for a session."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where and when a session is held; all None: nowhere yet."""

    stage_id: uuid.UUID | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the place as JSON values."""
        return {
            "stage_id": str(self.stage_id) if self.stage_id else None,
            "starts_at": _utc(self.starts_at),
            "ends_at": _utc(self.ends_at),
        }


def _utc(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment else None


def place_from_json(values: dict[str, Any]) -> Place:
    """Return the place that `as_json` made."""
    return Place(
        uuid.UUID(values["stage_id"]) if values["stage_id"] else None,
        dt.datetime.fromisoformat(values["starts_at"]) if values["starts_at"] else None,
        dt.datetime.fromisoformat(values["ends_at"]) if values["ends_at"] else None,
    )


def free_slots(
    opens: dt.datetime,
    closes: dt.datetime,
    length: dt.timedelta,
    taken: Iterable[tuple[dt.datetime, dt.datetime]],
    step: dt.timedelta = dt.timedelta(minutes=15),
) -> Sequence[dt.datetime]:
    """Return every start, a step apart, at which a session fits between what is taken."""
    spans = list(taken)
    starts = []
    start = opens
    while start + length <= closes:
        if all(start + length <= begins or start >= ends for begins, ends in spans):
            starts.append(start)
        start += step
    return starts
