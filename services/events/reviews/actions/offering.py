"""The waiting list: a place that becomes free is offered to whoever waits, until the offer ends."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.models import Edition
from services.events.editions.queries import get_edition
from services.events.proposals.actions import new_link, spend_link, tell
from services.events.proposals.queries import Proposal, get_proposal
from services.events.proposals.rules import ProposalState
from services.events.reviews.actions.deciding import places_taken
from shared.logs import get_logger
from shared.refusals import Gone
from shared.web.pages import day

log = get_logger(__name__)
_BATCH = 50
_EDITIONS = 100


def offer_places(public_url: str, now: dt.datetime) -> int:
    """End the offers nobody took, offer what is free, and return how many were offered.

    An edition's row is locked while its places are counted: ticks, organisers who accept and
    proposers who answer take their turns, so the last place goes to one.
    """
    offered = 0
    with database.reading() as session:
        waited_for = session.scalars(
            select(Proposal.edition_id)
            .where(Proposal.state.in_([ProposalState.WAITING, ProposalState.OFFERED]))
            .distinct()
            .order_by(Proposal.edition_id)
            .limit(_EDITIONS)
        ).all()
    for edition_id in waited_for:
        with database.transaction() as session:
            edition = get_edition(session, edition_id, lock=True)
            _end_offers(session, edition, now)
            offered += _offer(session, edition, public_url, now)
    return offered


def answer_offer(token: str, *, accepts: bool, now: dt.datetime) -> Proposal:
    """Take or leave an offered place, once. Raises Gone where the offer ended or was answered."""
    with database.transaction() as session:
        proposal = get_proposal(session, spend_link(session, token, "offer", now))
        get_edition(session, proposal.edition_id, lock=True)
        proposal = get_proposal(session, proposal.id, lock=True)
        session.refresh(proposal)
        ended = proposal.offer_ends_at is None or proposal.offer_ends_at <= now
        if proposal.state != ProposalState.OFFERED or ended:
            raise Gone("This offer has ended. Write to us if you would still like to take part.")
        _settle(proposal, ProposalState.ACCEPTED if accepts else ProposalState.WITHDRAWN, now)
    return proposal


def _end_offers(session: Session, edition: Edition, now: dt.datetime) -> None:
    ended = session.scalars(
        select(Proposal)
        .where(
            Proposal.edition_id == edition.id,
            Proposal.state == ProposalState.OFFERED,
            Proposal.offer_ends_at <= now,
        )
        .order_by(Proposal.id)
        .limit(_BATCH)
        .with_for_update()
    ).all()
    for proposal in ended:
        _settle(proposal, ProposalState.WITHDRAWN, now)
        log.info("offer_ended", proposal_id=str(proposal.id))
    session.flush()


def _offer(session: Session, edition: Edition, public_url: str, now: dt.datetime) -> int:
    if edition.places is None:
        return 0
    free = edition.places - places_taken(session, edition.id)
    waiting = session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition.id, Proposal.state == ProposalState.WAITING)
        .order_by(Proposal.score.desc().nulls_last(), Proposal.waiting_since, Proposal.id)
        .limit(max(0, min(free, _BATCH)))
        .with_for_update()
    ).all()
    for proposal in waiting:
        ends_at = now + dt.timedelta(days=edition.offer_days)
        _settle(proposal, ProposalState.OFFERED, now)
        proposal.offer_ends_at = ends_at
        token = new_link(session, proposal, "offer", ends_at, now)
        tell(
            session,
            proposal,
            kind="place offered",
            subject=f"A place for you at {edition.name}",
            text=f"A place at {edition.name} has become free for “{proposal.title}”."
            f" Take it or leave it by {day(ends_at)}:\n\n"
            f"{public_url}/events/proposals/offer/{token}\n\n"
            "After that it goes to the next on the list.",
            key=f"{proposal.id} {proposal.version}",
        )
    return len(waiting)


def _settle(proposal: Proposal, state: ProposalState, now: dt.datetime) -> None:
    proposal.state = state.value
    proposal.offer_ends_at = None
    proposal.version += 1
    proposal.changed_at = now
