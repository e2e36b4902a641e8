"""Use cases of timetables: start one, stop it, and put its sessions into the programme."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.programme.actions import Actor, Move, move_sessions
from services.events.programme.models import ProgrammeSession
from services.events.programme.rules import Place
from services.events.proposals.models import Proposal
from services.events.proposals.rules import people_of
from services.events.solving.actions import Asked, start_run, stop_run
from services.events.solving.queries import SolverRun, get_result
from services.events.solving.rules import Limits, RunKind, to_plain
from services.events.timetables.queries import (
    Change,
    Difference,
    find_difference,
    find_facts,
    pose_timetable,
)
from shared.db import new_id


def start_timetable(
    edition_id: uuid.UUID,
    options: Mapping[str, Any],
    *,
    by: uuid.UUID,
    defaults: Limits,
    now: dt.datetime,
) -> SolverRun:
    """Pose an edition's timetable as it is now and keep it for a worker.

    Raises NotFound, Invalid, TooManyRuns.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id)
        problem = pose_timetable(find_facts(session, edition), options)
        reproducible = bool(options.get("reproducible"))
        limits = Limits(
            seconds=float(options.get("seconds", defaults.seconds)),
            effort=float(options.get("effort", defaults.effort)),
            workers=defaults.workers,
            memory_mb=defaults.memory_mb,
            seed=int(options.get("seed", 1)),
            reproducible=reproducible,
        )
        kept = _as_kept(options)
        return start_run(
            session, Asked(RunKind.TIMETABLE, edition_id, problem, limits, kept, by), now
        )


def stop_timetable(edition_id: uuid.UUID, number: int, now: dt.datetime) -> SolverRun:
    """Ask a run to stop with its best timetable kept. Raises NotFound, RunEnded."""
    return stop_run(RunKind.TIMETABLE, edition_id, number, now)


def apply_timetable(
    edition_id: uuid.UUID,
    number: int,
    check_mark: Callable[[str], None],
    actor: Actor,
    now: dt.datetime,
) -> tuple[SolverRun, Difference]:
    """Put a result into the programme: all of the difference that was shown, or nothing.

    `check_mark` is asked whether the programme is still the one that was looked at. Raises
    NotFound, RunNotEnded, ChangedMeanwhile, StageTaken.
    """
    with database.transaction() as session:
        run = get_result(session, RunKind.TIMETABLE, edition_id, number, lock=True)
        edition = get_edition(session, edition_id, lock=True)
        facts = find_facts(session, edition)
        difference = find_difference(run, facts)
        check_mark(difference.mark)
        moves = []
        for change in difference.changes:
            session_id, version = change.session_id, change.version
            if session_id is None:
                planned = _new_session(session, edition_id, facts.proposals[change.key], change)
                session_id, version = planned.id, planned.version
            moves.append(Move(session_id, version, _place(change)))
        session.flush()
        if moves:
            move_sessions(session, edition_id, moves, actor)
        run.applied_at, run.applied_by = now, actor.id
    return run, difference


def _new_session(
    session: Session, edition_id: uuid.UUID, proposal: Proposal, change: Change
) -> ProgrammeSession:
    """A session of a proposal, without a place yet."""
    minutes = proposal.duration_minutes
    if change.after is not None:
        length = change.after.ends_at - change.after.starts_at
        minutes = int(length.total_seconds() // 60)
    planned = ProgrammeSession(
        id=new_id(),
        edition_id=edition_id,
        proposal_id=proposal.id,
        title=proposal.title,
        abstract=proposal.abstract,
        organisation_id=proposal.organisation_id,
        organisation_name=proposal.organisation_name,
        presenters=[person.name for person in people_of(proposal.people)],
        themes=proposal.themes,
        duration_minutes=minutes,
        version=1,
    )
    session.add(planned)
    return planned


def _place(change: Change) -> Place:
    if change.after is None:
        return Place()
    return Place(change.after.stage_id, change.after.starts_at, change.after.ends_at)


def _as_kept(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as JSON values: days and moments as they are written."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        if isinstance(value, dt.date | dt.datetime):
            return value.isoformat()
        return str(value) if isinstance(value, uuid.UUID) else value

    kept: dict[str, Any] = to_plain(plain(dict(options)))
    return kept
