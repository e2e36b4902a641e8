"""Every read of proposals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.events.proposals.models import Proposal, ProposalLink
from services.events.proposals.rules import SELECTABLE, Source
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = [
    "Proposal",
    "find_by_reference",
    "get_proposal",
    "list_proposals",
    "list_selectable",
]

MAX_PROPOSALS = 2000  # of an edition, read at one time


def get_proposal(session: Session, proposal_id: uuid.UUID, *, lock: bool = False) -> Proposal:
    """Return a proposal. Raises NotFound."""
    query = select(Proposal).where(Proposal.id == proposal_id)
    if lock:
        query = query.with_for_update()
    proposal = session.scalars(query).one_or_none()
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
) -> Page[Proposal]:
    """Return a page of an edition's proposals in the order they came."""
    query = select(Proposal).where(Proposal.edition_id == edition_id)
    if state is not None:
        query = query.where(Proposal.state == state)
    return keyset_page(session, query, [Proposal.id], limit=limit, cursor=cursor)


def list_selectable(
    session: Session, edition_id: uuid.UUID, states: Collection[str] = SELECTABLE
) -> Sequence[Proposal]:
    """Return every proposal of an edition that a timetable may choose, in the order they came."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.state.in_(states))
        .order_by(Proposal.id)
        .limit(MAX_PROPOSALS)
    ).all()


def count_calls_since(session: Session, edition_id: uuid.UUID, since: dt.datetime) -> int:
    """Return how many proposals of the open call were begun or changed since."""
    query = select(func.count()).where(
        Proposal.edition_id == edition_id,
        Proposal.source == Source.CALL,
        Proposal.changed_at >= since,
    )
    return session.scalar(query) or 0


def find_link(
    session: Session, token_hash: str, purpose: str, *, lock: bool = False
) -> ProposalLink | None:
    """Return a mailed link by the hash of its token."""
    query = select(ProposalLink).where(
        ProposalLink.token_hash == token_hash, ProposalLink.purpose == purpose
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def find_last_link(session: Session, proposal_id: uuid.UUID, purpose: str) -> ProposalLink | None:
    """Return the newest link to a proposal."""
    return session.scalars(
        select(ProposalLink)
        .where(ProposalLink.proposal_id == proposal_id, ProposalLink.purpose == purpose)
        .order_by(ProposalLink.created_at.desc(), ProposalLink.token_hash)
        .limit(1)
    ).one_or_none()


def find_by_reference(
    session: Session, edition_id: uuid.UUID, references: Collection[str]
) -> dict[str, Proposal]:
    """Return an edition's proposals with these references, locked, by reference."""
    found = session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.reference.in_(references))
        .order_by(Proposal.id)
        .limit(len(references))
        .with_for_update()
    )
    return {proposal.reference: proposal for proposal in found}
