"""Sessions placed, moved, swapped and taken off the grid, each by its version, and undone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import Edition, get_edition
from services.events.programme.actions.sessions import put_in_place
from services.events.programme.models import Placement, ProgrammeSession
from services.events.programme.queries import find_last_placements, find_mover, lock_sessions
from services.events.programme.rules import (
    ChangedMeanwhile,
    NothingToUndo,
    Place,
    clock_text,
    place_from_json,
)
from shared.db import new_id
from shared.refusals import NotFound

_GONE = (
    "A session was cancelled meanwhile. Nothing was changed; here is the programme as it is now."
)


Check = Callable[[Session, Edition, Sequence[ProgrammeSession]], None]
"""Says whether a timetable may be as it would be after a move, by raising a refusal."""


@dataclass(frozen=True)
class Actor:
    """Who moves sessions."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Move:
    """A session, as it was when it was looked at, and where it goes."""

    session_id: uuid.UUID
    version: int
    place: Place


def place_session(
    edition_id: uuid.UUID,
    session_id: uuid.UUID,
    version: int,
    slot: tuple[uuid.UUID, dt.datetime] | None,
    actor: Actor,
    check: Check | None = None,
) -> ProgrammeSession:
    """Put a session on a stage from a start, for as long as it lasts; None takes it off the grid.

    Raises NotFound, ChangedMeanwhile, OutsideEdition, AnotherEdition, StageTaken, and what `check`
    raises, which is asked about the timetable as it would be.
    """
    with database.transaction() as session:
        planned = lock_sessions(session, edition_id, [session_id]).get(session_id)
        if planned is None:
            raise NotFound(_GONE)
        place = Place()
        if slot is not None:
            place = Place(
                slot[0], slot[1], slot[1] + dt.timedelta(minutes=planned.duration_minutes)
            )
        moved = move_sessions(session, edition_id, [Move(session_id, version, place)], actor)
        _ask(session, moved, check)
        return moved[0]


def swap_sessions(
    edition_id: uuid.UUID,
    first: tuple[uuid.UUID, int],
    second: tuple[uuid.UUID, int],
    actor: Actor,
    check: Check | None = None,
) -> list[ProgrammeSession]:
    """Let two sessions change places, each keeping its length. Raises as `place_session` does."""
    with database.transaction() as session:
        found = lock_sessions(session, edition_id, [first[0], second[0]])
        if len(found) != len({first[0], second[0]}):
            raise NotFound(_GONE)
        one, other = found[first[0]], found[second[0]]
        moves = [
            Move(one.id, first[1], _in_place_of(one, other)),
            Move(other.id, second[1], _in_place_of(other, one)),
        ]
        moved = move_sessions(session, edition_id, moves, actor)
        _ask(session, moved, check)
        return moved


def undo_placement(edition_id: uuid.UUID, actor: Actor, now: dt.datetime) -> list[ProgrammeSession]:
    """Take back what this person moved last. Raises NothingToUndo, ChangedMeanwhile, StageTaken.

    What others have moved since stays: then it is refused, and says who did.
    """
    with database.transaction() as session:
        last = find_last_placements(session, edition_id, actor.id)
        if not last:
            raise NothingToUndo("There is nothing of yours to undo.")
        found = lock_sessions(session, edition_id, [row.session_id for row in last])
        moves = []
        for row in last:
            planned = found.get(row.session_id)
            if planned is None:
                raise NothingToUndo("A session you moved was cancelled since: nothing was undone.")
            if place_of(planned).as_json() != row.after:
                raise _changed(session, planned)
            moves.append(Move(planned.id, planned.version, place_from_json(row.before)))
            row.undone_at = now
        return move_sessions(session, edition_id, moves, None)


def move_sessions(
    session: Session, edition_id: uuid.UUID, moves: Sequence[Move], actor: Actor | None
) -> list[ProgrammeSession]:
    """Make all the moves, or none, in the open transaction; without an actor nothing is logged.

    Raises NotFound, ChangedMeanwhile, OutsideEdition, AnotherEdition, StageTaken.
    """
    found = lock_sessions(session, edition_id, [move.session_id for move in moves])
    before = {}
    for move in moves:
        planned = found.get(move.session_id)
        if planned is None:
            raise NotFound(_GONE)
        if planned.version != move.version:
            raise _changed(session, planned)
        before[planned.id] = place_of(planned)
    # First all are taken off: so two can change places without ever being on one stage at a time.
    for planned in found.values():
        planned.stage, planned.stage_id, planned.starts_at, planned.ends_at = None, None, None, None
    session.flush()
    for move in sorted(moves, key=lambda move: (str(move.place.stage_id), str(move.session_id))):
        planned = found[move.session_id]
        put_in_place(
            session,
            planned,
            {
                "stage_id": move.place.stage_id,
                "starts_at": move.place.starts_at,
                "ends_at": move.place.ends_at,
            },
        )
        planned.version += 1
        session.flush()
    if actor is not None:
        _log(session, edition_id, moves, before, actor)
    return [found[move.session_id] for move in moves]


def _ask(session: Session, moved: Sequence[ProgrammeSession], check: Check | None) -> None:
    if check is not None:
        check(session, get_edition(session, moved[0].edition_id), moved)


def place_of(planned: ProgrammeSession) -> Place:
    """Return where a session is now."""
    return Place(planned.stage_id, planned.starts_at, planned.ends_at)


def _in_place_of(planned: ProgrammeSession, other: ProgrammeSession) -> Place:
    if other.starts_at is None:
        return Place()
    length = dt.timedelta(minutes=planned.duration_minutes)
    return Place(other.stage_id, other.starts_at, other.starts_at + length)


def _log(
    session: Session,
    edition_id: uuid.UUID,
    moves: Sequence[Move],
    before: dict[uuid.UUID, Place],
    actor: Actor,
) -> None:
    group_id, now = new_id(), dt.datetime.now(dt.UTC)
    session.add_all(
        Placement(
            id=new_id(),
            group_id=group_id,
            edition_id=edition_id,
            session_id=move.session_id,
            actor_id=actor.id,
            actor_name=actor.name,
            before=before[move.session_id].as_json(),
            after=move.place.as_json(),
            placed_at=now,
        )
        for move in moves
    )


def _changed(session: Session, planned: ProgrammeSession) -> ChangedMeanwhile:
    """Say what somebody else did to a session, and where it is now."""
    where = "has no place now"
    if planned.starts_at is not None:
        where = f"is now on {planned.stage_name} at {clock_text(planned.starts_at)}"
        where += f" on {planned.starts_at:%-d %B}"
    mover = find_mover(session, planned.id)
    moved = mover is not None and mover.after == place_of(planned).as_json()
    who = mover.actor_name if mover is not None and moved else "Somebody"
    return ChangedMeanwhile(
        f"{who} changed “{planned.title}” while you were looking: it {where}."
        " Nothing of yours was saved. Here is the programme as it is now."
    )
