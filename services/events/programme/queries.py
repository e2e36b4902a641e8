"""Every read of sessions and releases."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from services.events.editions.models import Edition
from services.events.programme.models import Placement, ProgrammeSession, Release
from services.events.programme.rules import Entry, NotReleased
from services.events.proposals.models import Proposal
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = ["MAX_SESSIONS", "Release"]

MAX_SESSIONS = 1000  # of an edition, planned at one time


def list_unscheduled(
    session: Session, edition_id: uuid.UUID, *, limit: int, cursor: str | None, state: str
) -> Page[Proposal]:
    """Return a page of an edition's proposals in a state that have no session, as they came."""
    held = exists().where(
        ProgrammeSession.proposal_id == Proposal.id, ProgrammeSession.cancelled_at.is_(None)
    )
    query = select(Proposal).where(
        Proposal.edition_id == edition_id, Proposal.state == state, ~held
    )
    return keyset_page(session, query, [Proposal.id], limit=limit, cursor=cursor)


def get_session(session: Session, session_id: uuid.UUID, *, lock: bool = False) -> ProgrammeSession:
    """Return a session with its edition, stage and proposal. Raises NotFound."""
    query = select(ProgrammeSession).where(ProgrammeSession.id == session_id).options(*_WHOLE)
    if lock:
        query = query.with_for_update(of=ProgrammeSession)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("There is no such session. Go back to the edition and choose another.")
    return found


def list_sessions(
    session: Session,
    edition_id: uuid.UUID,
    *,
    limit: int,
    cursor: str | None,
    placed: bool = True,
) -> Page[ProgrammeSession]:
    """Return a page of an edition's sessions by time, cancelled ones too; or of the unplaced."""
    query = (
        select(ProgrammeSession)
        .where(
            ProgrammeSession.edition_id == edition_id,
            ProgrammeSession.starts_at.is_not(None) == placed,
        )
        .options(*_WHOLE)
    )
    key: list[InstrumentedAttribute[Any]] = [ProgrammeSession.id]
    if placed:
        key = [ProgrammeSession.starts_at, ProgrammeSession.id]
    return keyset_page(session, query, key, limit=limit, cursor=cursor)


def list_unplaced(session: Session, edition_id: uuid.UUID) -> Sequence[ProgrammeSession]:
    """Return every session that is to be held and has no place yet, in the order they came."""
    return session.scalars(
        select(ProgrammeSession)
        .where(
            ProgrammeSession.edition_id == edition_id,
            ProgrammeSession.cancelled_at.is_(None),
            ProgrammeSession.starts_at.is_(None),
        )
        .options(*_WHOLE)
        .order_by(ProgrammeSession.id)
        .limit(MAX_SESSIONS)
    ).all()


def lock_sessions(
    session: Session, edition_id: uuid.UUID, ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, ProgrammeSession]:
    """Return sessions of an edition that are not cancelled, locked, by id.

    Always in one order, so that two who move the same sessions wait and never deadlock.
    """
    found = session.scalars(
        select(ProgrammeSession)
        .where(
            ProgrammeSession.edition_id == edition_id,
            ProgrammeSession.id.in_(ids),
            ProgrammeSession.cancelled_at.is_(None),
        )
        .options(*_WHOLE)
        .order_by(ProgrammeSession.id)
        .limit(MAX_SESSIONS)
        .with_for_update(of=ProgrammeSession)
    )
    return {item.id: item for item in found}


def find_last_placements(
    session: Session, edition_id: uuid.UUID, actor_id: uuid.UUID | None = None
) -> Sequence[Placement]:
    """Return the newest group of placements that was not undone, somebody's or anybody's."""
    last = (
        select(Placement.group_id)
        .where(Placement.edition_id == edition_id, Placement.undone_at.is_(None))
        .order_by(Placement.id.desc())
        .limit(1)
    )
    if actor_id is not None:
        last = last.where(Placement.actor_id == actor_id)
    return session.scalars(
        select(Placement)
        .where(Placement.group_id.in_(last))
        .order_by(Placement.id)
        .limit(MAX_SESSIONS)
    ).all()


def find_mover(session: Session, session_id: uuid.UUID) -> Placement | None:
    """Return the last placement of a session: who moved it, and when."""
    return session.scalars(
        select(Placement)
        .where(Placement.session_id == session_id)
        .order_by(Placement.id.desc())
        .limit(1)
    ).one_or_none()


def list_planned(session: Session, edition_id: uuid.UUID) -> Sequence[ProgrammeSession]:
    """Return the whole programme as planned: every placed session not cancelled, by time."""
    return session.scalars(
        select(ProgrammeSession)
        .where(
            ProgrammeSession.edition_id == edition_id,
            ProgrammeSession.cancelled_at.is_(None),
            ProgrammeSession.starts_at.is_not(None),
        )
        .options(*_WHOLE)
        .order_by(ProgrammeSession.starts_at, ProgrammeSession.id)
        .limit(MAX_SESSIONS)
    ).all()


def count_planned(session: Session, edition_id: uuid.UUID) -> int:
    """Return how many sessions of an edition are not cancelled."""
    query = select(func.count()).where(
        ProgrammeSession.edition_id == edition_id, ProgrammeSession.cancelled_at.is_(None)
    )
    return session.scalar(query) or 0


def is_in_programme(session: Session, proposal_id: uuid.UUID) -> bool:
    """True where a proposal has a session that is not cancelled."""
    query = select(ProgrammeSession.id).where(
        ProgrammeSession.proposal_id == proposal_id, ProgrammeSession.cancelled_at.is_(None)
    )
    return session.scalar(select(query.exists())) or False


def find_overlap(session: Session, planned: ProgrammeSession) -> ProgrammeSession | None:
    """Return the first session that is on the same stage at the same time, if there is one."""
    return session.scalars(
        select(ProgrammeSession)
        .where(
            ProgrammeSession.stage_id == planned.stage_id,
            ProgrammeSession.id != planned.id,
            ProgrammeSession.cancelled_at.is_(None),
            ProgrammeSession.starts_at < planned.ends_at,
            ProgrammeSession.ends_at > planned.starts_at,
        )
        .order_by(ProgrammeSession.starts_at)
        .limit(1)
    ).one_or_none()


def find_latest_release(session: Session, edition_id: uuid.UUID) -> Release | None:
    """Return the programme that is public now, None before the first release."""
    return session.scalars(
        select(Release)
        .where(Release.edition_id == edition_id)
        .order_by(Release.number.desc())
        .limit(1)
    ).one_or_none()


def get_latest_release(session: Session, edition_id: uuid.UUID) -> Release:
    """Return the programme that is public now. Raises NotReleased."""
    release = find_latest_release(session, edition_id)
    if release is None:
        raise NotReleased("The programme is not out yet. Come back nearer the time.")
    return release


def list_latest_releases(session: Session, edition_ids: Collection[uuid.UUID]) -> Sequence[Release]:
    """Return what is public now of each of these editions."""
    return session.scalars(
        select(Release)
        .where(Release.edition_id.in_(edition_ids))
        .ext(distinct_on(Release.edition_id))
        .order_by(Release.edition_id, Release.number.desc())
        .limit(len(edition_ids))
    ).all()


def entries_of(release: Release | None) -> list[Entry]:
    """Return what a release shows; nothing before the first."""
    return [Entry.from_json(values) for values in release.entries] if release else []


def entry_of(planned: ProgrammeSession) -> Entry:
    """Return a placed session as a release would show it."""
    starts_at, ends_at = planned.slot
    return Entry(
        session_id=planned.id,
        title=planned.title,
        abstract=planned.abstract,
        stage=planned.stage_name or "",
        starts_at=starts_at,
        ends_at=ends_at,
        organisation_name=planned.organisation_name,
        presenters=tuple(planned.presenters),
        themes=tuple(planned.themes),
    )


_WHOLE = (
    joinedload(ProgrammeSession.edition).raiseload(Edition.stages),
    joinedload(ProgrammeSession.stage),
    joinedload(ProgrammeSession.proposal),
)
