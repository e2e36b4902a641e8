"""The open call: a proposal is begun, a link to it is mailed, it is saved, sent in and edited."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import Edition, call_state_of, get_edition
from services.events.editions.rules import CallClosed, accepts_proposals
from services.events.proposals.actions.bodies import get_bodies
from services.events.proposals.actions.entering import new_proposal, write_facts
from services.events.proposals.actions.links import new_link, spend_link, tell
from services.events.proposals.models import Proposal
from services.events.proposals.queries import count_calls_since, find_last_link, get_proposal
from services.events.proposals.rules import Format, NotInThisState, ProposalState, Source
from shared.contracts.events import PersonOffered
from shared.letters import offer_person
from shared.logs import get_logger
from shared.refusals import TooMany

log = get_logger(__name__)

LINK_DAYS = 14
KEPT_DAYS = 90
_MOST_A_MINUTE = 30
_BETWEEN_LINKS = dt.timedelta(minutes=2)
_BATCH = 500
_EDITABLE = {ProposalState.DRAFT, ProposalState.RECEIVED}


def begin_proposal(
    edition_id: uuid.UUID, fields: dict[str, Any], public_url: str, now: dt.datetime
) -> Proposal:
    """Keep a draft, hand its proposer's address on, and mail them the way back to it.

    Raises NotFound, CallClosed, TooMany.
    """
    with database.transaction() as session:
        edition = get_edition(session, edition_id, lock=True)
        _check_call(edition, now)
        if count_calls_since(session, edition_id, now - dt.timedelta(minutes=1)) >= _MOST_A_MINUTE:
            raise TooMany("Many are proposing just now. Wait a minute.", retry_after_seconds=60)
        bodies = get_bodies(session)
        proposal = new_proposal(edition_id, Source.CALL, now)
        proposal.state = ProposalState.DRAFT.value
        facts = {
            "title": fields["title"],
            "abstract": "",
            "format": Format.TALK.value,
            "organisation_id": None,
            "organisation_name": fields["organisation_name"],
            "organisation_kind": "",
        }
        write_facts(proposal, facts, bodies)
        proposal.person_id = offer_person(
            session,
            PersonOffered,
            name=fields["name"],
            email=fields["email"],
            organisation_id=proposal.organisation_id,
            organisation_name=proposal.organisation_name,
        )
        session.add(proposal)
        session.flush()
        _mail_link(session, edition, proposal, public_url, now)
    return proposal


def send_link_again(proposal_id: uuid.UUID, public_url: str, now: dt.datetime) -> None:
    """Mail the way back to a proposal anew, at most every two minutes. Raises NotFound."""
    with database.transaction() as session:
        proposal = get_proposal(session, proposal_id, lock=True)
        last = find_last_link(session, proposal.id, "edit")
        if last is not None and now - last.created_at < _BETWEEN_LINKS:
            return
        _mail_link(session, get_edition(session, proposal.edition_id), proposal, public_url, now)


def open_link(token: str, now: dt.datetime) -> uuid.UUID:
    """Spend a mailed link and return the proposal it is the way to. Raises Gone."""
    with database.transaction() as session:
        return spend_link(session, token, "edit", now)


def save_proposal(
    proposal_id: uuid.UUID,
    fields: dict[str, Any],
    check_version: Callable[[int], None],
    *,
    submit: bool,
    now: dt.datetime,
) -> Proposal:
    """Save what the proposer wrote, and send it in where they say so, until the call is over.

    Raises NotFound, CallClosed, NotInThisState, and what `check_version` raises.
    """
    with database.transaction() as session:
        proposal = get_proposal(session, proposal_id, lock=True)
        edition = get_edition(session, proposal.edition_id)
        _check_call(edition, now)
        check_version(proposal.version)
        if proposal.state not in _EDITABLE:
            raise NotInThisState(
                "Your proposal is being decided on and can no longer be changed here."
                " Answer the letter you got from us instead."
            )
        write_facts(proposal, fields, get_bodies(session))
        first = submit and proposal.state == ProposalState.DRAFT
        if first:
            proposal.state = ProposalState.RECEIVED.value
            proposal.submitted_at = now
        proposal.version += 1
        proposal.changed_at = now
        if first:
            _acknowledge(session, edition, proposal)
    return proposal


def _acknowledge(session: Session, edition: Edition, proposal: Proposal) -> None:
    tell(
        session,
        proposal,
        kind="proposal received",
        subject=f"We have your proposal for {edition.name}",
        text=f"Thank you for proposing “{proposal.title}” for {edition.name}."
        f" Its reference is {proposal.reference}.\n\n"
        "You can change it until the call closes. We write to you when it is decided.",
        key=str(proposal.id),
    )


def prune_drafts(now: dt.datetime) -> int:
    """Delete drafts that nobody has touched for ninety days, and return how many."""
    with database.transaction() as session:
        old = session.scalars(
            select(Proposal.id)
            .where(
                Proposal.state == ProposalState.DRAFT.value,
                Proposal.changed_at < now - dt.timedelta(days=KEPT_DAYS),
            )
            .order_by(Proposal.changed_at, Proposal.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        session.execute(delete(Proposal).where(Proposal.id.in_(old)))
    if old:
        log.info("drafts_deleted", count=len(old), proposals=[str(i) for i in old])
    return len(old)


def _check_call(edition: Edition, now: dt.datetime) -> None:
    if not accepts_proposals(call_state_of(edition, now)):
        raise CallClosed(f"{edition.name} takes no proposals now: its call is closed.")


def _mail_link(
    session: Session, edition: Edition, proposal: Proposal, public_url: str, now: dt.datetime
) -> None:
    token = new_link(session, proposal, "edit", now + dt.timedelta(days=LINK_DAYS), now)
    tell(
        session,
        proposal,
        kind="proposal link",
        subject=f"Your proposal for {edition.name}",
        text=f"You began to propose “{proposal.title}” for {edition.name}."
        " Go on with it, or change it, here:\n\n"
        f"{public_url}/events/proposals/link/{token}\n\n"
        f"The link works once, within {LINK_DAYS} days. From the page you can ask for another."
        " If you did not propose anything, do nothing: it is deleted by itself.",
        key=None,
    )
