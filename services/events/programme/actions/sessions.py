"""Sessions: put on a stage at a time, moved, changed and cancelled."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from psycopg.errors import IntegrityError as PostgresIntegrityError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.models import Stage
from services.events.editions.queries import get_edition
from services.events.programme.models import ProgrammeSession
from services.events.programme.queries import (
    MAX_SESSIONS,
    count_planned,
    find_overlap,
    get_session,
)
from services.events.programme.rules import (
    AnotherEdition,
    PlacedInPart,
    ProposalScheduled,
    ProposalWithdrawn,
    SessionCancelled,
    StageTaken,
    check_slot,
    clock_text,
)
from services.events.proposals.queries import Proposal
from services.events.proposals.rules import ProposalState, slugs_of
from shared.db import new_id
from shared.refusals import Conflict, Invalid

_TEXTS = ("title", "abstract", "presenters")
_SLOT = ("stage_id", "starts_at", "ends_at")
_DEFAULT_MINUTES = 30


def schedule_session(edition_id: uuid.UUID, fields: dict[str, Any]) -> ProgrammeSession:
    """Add a session, of a proposal or without, on a stage or to be placed later.

    What is not given is the proposal's. Raises NotFound, Invalid, PlacedInPart, EndsBeforeStart,
    OutsideEdition, AnotherEdition, StageTaken, ProposalScheduled, ProposalWithdrawn.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id)
        if count_planned(session, edition_id) >= MAX_SESSIONS:
            raise Conflict(f"An edition has at most {MAX_SESSIONS} sessions.")
        proposal = _proposal(session, edition_id, fields.get("proposal_id"))
        planned = ProgrammeSession(
            id=new_id(),
            edition=edition,
            edition_id=edition_id,
            proposal=proposal,
            version=1,
            **_told(fields, proposal),
        )
        put_in_place(session, planned, fields)
        session.add(planned)
        _flush(session)
    return planned


def edit_session(
    session_id: uuid.UUID, fields: dict[str, Any], check_version: Callable[[int], None]
) -> ProgrammeSession:
    """Change or move a session; `check_version` is asked once nobody else can change it.

    Raises NotFound, SessionCancelled, PlacedInPart, EndsBeforeStart, OutsideEdition,
    AnotherEdition, StageTaken.
    """
    with database.transaction() as session:
        planned = _get_planned(session, session_id, check_version)
        for name in _TEXTS:
            if name in fields:
                setattr(planned, name, fields[name])
        planned.organisation_id, planned.organisation_name = _organisation(fields, planned)
        if "themes" in fields:
            planned.themes = slugs_of(fields["themes"])
        for name in ("duration_minutes", "is_pinned"):
            if name in fields:
                setattr(planned, name, fields[name])
        if not fields.keys().isdisjoint(_SLOT):
            put_in_place(session, planned, fields)
        planned.version += 1
        _flush(session)
    return planned


def cancel_session(
    session_id: uuid.UUID, check_version: Callable[[int], None], now: dt.datetime
) -> ProgrammeSession:
    """Take a session off the programme; its stage and its proposal are free again.

    Raises NotFound, SessionCancelled.
    """
    with database.transaction() as session:
        planned = _get_planned(session, session_id, check_version)
        planned.cancelled_at = now
        planned.version += 1
    return planned


def _get_planned(
    session: Session, session_id: uuid.UUID, check_version: Callable[[int], None]
) -> ProgrammeSession:
    planned = get_session(session, session_id, lock=True)
    check_version(planned.version)
    if planned.cancelled_at is not None:
        raise SessionCancelled("This session was cancelled. Schedule it again instead.")
    return planned


def _proposal(
    session: Session, edition_id: uuid.UUID, proposal_id: uuid.UUID | None
) -> Proposal | None:
    if proposal_id is None:
        return None
    # Nobody withdraws or moves it while its session is made.
    held = {"read": True, "key_share": True}
    proposal = session.get(Proposal, proposal_id, with_for_update=held)
    if proposal is None or proposal.edition_id != edition_id:
        raise AnotherEdition("Choose a proposal of this edition", pointer="/proposal_id")
    if proposal.state == ProposalState.WITHDRAWN:
        raise ProposalWithdrawn(f"{proposal.organisation_name} has withdrawn this proposal.")
    return proposal


def _told(fields: dict[str, Any], proposal: Proposal | None) -> dict[str, Any]:
    """What the session says of itself: as given, else as the proposal has it."""
    told: dict[str, Any] = {
        "title": proposal.title if proposal else "",
        "abstract": proposal.abstract if proposal else "",
        "presenters": [],
    }
    told |= {name: fields[name] for name in _TEXTS if name in fields}
    if not told["title"]:
        raise Invalid("Enter a title", pointer="/title")
    told["organisation_id"], told["organisation_name"] = _organisation(fields, proposal)
    if not told["presenters"] and proposal and "presenters" not in fields:
        told["presenters"] = [person["name"] for person in proposal.people]
    themes = fields.get("themes", proposal.themes if proposal else [])
    minutes = fields.get("duration_minutes")
    if minutes is None:
        minutes = proposal.duration_minutes if proposal else _DEFAULT_MINUTES
    return told | {"themes": slugs_of(themes), "duration_minutes": minutes}


def _organisation(
    fields: dict[str, Any], known: Proposal | ProgrammeSession | None
) -> tuple[uuid.UUID | None, str]:
    """Whose session it is, as given, else as known; another name is not known by the old id."""
    known_id = known.organisation_id if known else None
    known_name = known.organisation_name if known else ""
    name: str = fields.get("organisation_name", known_name)
    return fields.get("organisation_id", known_id if name == known_name else None), name


def put_in_place(session: Session, planned: ProgrammeSession, fields: dict[str, Any]) -> None:
    """Give the session its stage and time, or take both away.

    The stage is locked first: so who comes second sees the first one's session and can be told
    about it, and two writers never meet in the exclusion constraint, where they could deadlock.
    """
    slot = {name: fields.get(name, getattr(planned, name)) for name in _SLOT}
    lacking = [name for name in _SLOT if slot[name] is None]
    if len(lacking) == len(_SLOT):
        planned.stage, planned.stage_id, planned.starts_at, planned.ends_at = None, None, None, None
        return
    if lacking:
        raise PlacedInPart(
            "Give the stage, the start and the end, or none of them to place the session later",
            pointer=f"/{lacking[0]}",
        )
    with session.no_autoflush:
        stage = _lock_stage(session, planned.edition_id, slot["stage_id"])
        planned.stage, planned.stage_id = stage, stage.id
        starts_at, ends_at = (
            slot["starts_at"].astimezone(dt.UTC),
            slot["ends_at"].astimezone(dt.UTC),
        )
        planned.starts_at, planned.ends_at = starts_at, ends_at
        edition = planned.edition
        check_slot(starts_at, ends_at, edition.starts_on, edition.ends_on)
        planned.duration_minutes = int((ends_at - starts_at).total_seconds()) // 60 or 1
        other = find_overlap(session, planned)
        if other is not None:
            raise _taken(stage, other)


def _lock_stage(session: Session, edition_id: uuid.UUID, stage_id: uuid.UUID | None) -> Stage:
    stage = session.scalars(
        select(Stage)
        .where(Stage.id == stage_id, Stage.edition_id == edition_id)
        .with_for_update(key_share=True)
    ).one_or_none()
    if stage is None:
        raise AnotherEdition("Choose a stage of this edition", pointer="/stage_id")
    return stage


def _taken(stage: Stage, other: ProgrammeSession) -> StageTaken:
    starts_at, ends_at = other.slot
    return StageTaken(
        f"“{other.title}” is on {stage.name} from {clock_text(starts_at)}"
        f" to {clock_text(ends_at)}."
        " Choose another time or stage",
        pointer="/starts_at",
    )


def _flush(session: Session) -> None:
    """Write, and turn what the database refuses into an error a person understands."""
    try:
        session.flush()
    except IntegrityError as error:
        refused = error.orig
        name = refused.diag.constraint_name if isinstance(refused, PostgresIntegrityError) else ""
        if name == "uq_sessions_proposal":
            raise ProposalScheduled(
                "This proposal has a session already. Move that one, or cancel it first."
            ) from error
        raise
