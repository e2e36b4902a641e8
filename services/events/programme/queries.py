"""Every read of proposals, sessions and releases."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload

from services.events.editions.models import Edition
from services.events.programme.models import ProgrammeSession, Proposal, Release
from services.events.programme.rules import Entry, NotReleased
from shared.db import Page, keyset_page
from shared.refusals import NotFound

MAX_SESSIONS = 1000  # of an edition, planned at one time


def get_proposal(session: Session, proposal_id: uuid.UUID) -> Proposal:
    """Return a proposal. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound("There is no such proposal. Go back to the edition and choose another.")
    return proposal


def list_proposals(
    session: Session,
    edition_id: uuid.UUID,
    *,
    limit: int,
    cursor: str | None,
    state: str | None = None,
    unscheduled: bool = False,
) -> Page[Proposal]:
    """Return a page of an edition's proposals in the order they came."""
    query = select(Proposal).where(Proposal.edition_id == edition_id)
    if state is not None:
        query = query.where(Proposal.state == state)
    if unscheduled:
        held = exists().where(
            ProgrammeSession.proposal_id == Proposal.id, ProgrammeSession.cancelled_at.is_(None)
        )
        query = query.where(~held)
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
    session: Session, edition_id: uuid.UUID, *, limit: int, cursor: str | None
) -> Page[ProgrammeSession]:
    """Return a page of an edition's sessions by time, cancelled ones too."""
    query = (
        select(ProgrammeSession).where(ProgrammeSession.edition_id == edition_id).options(*_WHOLE)
    )
    key = [ProgrammeSession.starts_at, ProgrammeSession.id]
    return keyset_page(session, query, key, limit=limit, cursor=cursor)


def list_planned(session: Session, edition_id: uuid.UUID) -> Sequence[ProgrammeSession]:
    """Return the whole programme as planned: every session that is not cancelled, by time."""
    return session.scalars(
        select(ProgrammeSession)
        .where(ProgrammeSession.edition_id == edition_id, ProgrammeSession.cancelled_at.is_(None))
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
    """Return a planned session as a release would show it."""
    return Entry(
        session_id=planned.id,
        title=planned.title,
        abstract=planned.abstract,
        stage=planned.stage_name or "",
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        organisation_name=planned.organisation_name,
        presenters=tuple(planned.presenters),
        themes=tuple(planned.themes),
    )


_WHOLE = (
    joinedload(ProgrammeSession.edition).raiseload(Edition.stages),
    joinedload(ProgrammeSession.stage),
    joinedload(ProgrammeSession.proposal),
)
