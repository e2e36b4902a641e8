"""What applying a result would change in the programme as it is now."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.events.solving.queries import SolverRun
from services.events.timetables.queries.programme import Facts
from services.events.timetables.rules import moment_of


@dataclass(frozen=True)
class Slot:
    """A stage and a time."""

    stage_id: uuid.UUID
    stage: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Change:
    """A session that is new, moved or taken off; `version` is of the one that is there."""

    kind: str
    key: str
    title: str
    session_id: uuid.UUID | None
    version: int
    before: Slot | None
    after: Slot | None


@dataclass(frozen=True)
class Difference:
    """All changes, and a mark of the programme that they were found on."""

    changes: tuple[Change, ...]
    unchanged: int
    mark: str


def find_difference(run: SolverRun, facts: Facts) -> Difference:
    """Return what a result would change; what cannot be placed any more is left out."""
    stages = {str(stage.id): stage.name for stage in facts.edition.stages}
    placed = {row["item"]: row for row in (run.result or {}).get("placed", [])}
    changes, unchanged = [], 0
    for key in sorted({*placed, *facts.sessions}):
        row = placed.get(key)
        if key not in facts.sessions and key not in facts.proposals:
            continue  # withdrawn since
        if row is not None and row["stage"] not in stages:
            row = None
        change = _change(facts, key, _after(row, facts, stages) if row else None)
        if change is None:
            unchanged += row is not None
        else:
            changes.append(change)
    changes.sort(key=_order)
    return Difference(tuple(changes), unchanged, _mark(run, facts))


def _change(facts: Facts, key: str, after: Slot | None) -> Change | None:
    planned = facts.sessions.get(key)
    before = None
    if planned is not None and planned.starts_at is not None and planned.ends_at is not None:
        stage_id = planned.stage_id or uuid.UUID(int=0)
        before = Slot(stage_id, planned.stage_name or "", planned.starts_at, planned.ends_at)
    if before == after or (before is not None and planned is not None and _stays(planned)):
        return None
    if after is None and before is None:
        return None
    kind = "added" if before is None else "moved" if after is not None else "removed"
    title = planned.title if planned is not None else facts.proposals[key].title
    return Change(
        kind,
        key,
        title,
        planned.id if planned is not None else None,
        planned.version if planned is not None else 0,
        before,
        after,
    )


def _stays(planned: Any) -> bool:
    """True for what no solver moves: pinned by hand, or of no proposal."""
    return bool(planned.is_pinned) or planned.proposal_id is None


def _after(row: Mapping[str, Any], facts: Facts, stages: Mapping[str, str]) -> Slot:
    first = facts.edition.starts_on
    return Slot(
        uuid.UUID(row["stage"]),
        stages[row["stage"]],
        moment_of(row["start"], first),
        moment_of(row["end"], first),
    )


def _order(change: Change) -> tuple[dt.datetime, str, str]:
    slot = change.after or change.before
    moment = slot.starts_at if slot else dt.datetime.min.replace(tzinfo=dt.UTC)
    return moment, slot.stage if slot else "", change.key


def _mark(run: SolverRun, facts: Facts) -> str:
    """A mark that changes when any session or the list of proposals does."""
    parts = [str(run.id), *sorted(facts.proposals)]
    parts += [f"{key}:{s.id}:{s.version}" for key, s in sorted(facts.sessions.items())]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]
