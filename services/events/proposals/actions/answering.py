"""Proposals made and changed by the answers to our invitations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.events.proposals.actions.bodies import Bodies, get_bodies
from services.events.proposals.models import Proposal
from services.events.proposals.rules import (
    DEFAULT_MINUTES,
    Format,
    Source,
    answered_state,
    proposal_title,
    reference_of,
    slugs_of,
)
from shared.contracts.message import Message
from shared.db import new_id


def take_answer(session: Session, message: Message) -> None:
    """Make the invitation's proposal what its newest answer says, in whatever order answers come.

    One row an invitation, whatever the answer: a "no" that overtakes its earlier "yes" has to be
    remembered, and an edition may be answered for before it is known here. What organisers have
    written since stays.
    """
    if message.data["edition_id"] is None:
        return
    said = _said(message, get_bodies(session))
    proposal = _lock_proposal(session, message, said)
    if proposal.answer_version >= message.version:
        return
    before = proposal.state if proposal.answer_version else None
    if proposal.edited:
        said = {name: said[name] for name in ("person_id", "comment", "changed_at")}
    for name, value in said.items():
        setattr(proposal, name, value)
    proposal.state = answered_state(message.data["answer"], before).value
    proposal.answer_version = message.version
    proposal.version += 1


def _lock_proposal(session: Session, message: Message, said: dict[str, Any]) -> Proposal:
    """Return the invitation's proposal, locked; made where it is the first answer."""
    proposal_id, data = new_id(), message.data
    session.execute(
        insert(Proposal)
        .values(
            id=proposal_id,
            invitation_id=data["invitation_id"],
            reference=reference_of(proposal_id),
            source=Source.INVITATION.value,
            state=answered_state(data["answer"], None).value,
            version=0,
            answer_version=0,
            format=Format.TALK.value,
            duration_minutes=DEFAULT_MINUTES[Format.TALK],
            **said,
        )
        .on_conflict_do_nothing(index_elements=[Proposal.invitation_id])
    )
    return session.scalars(
        select(Proposal).where(Proposal.invitation_id == data["invitation_id"]).with_for_update()
    ).one()


def _said(message: Message, bodies: Bodies) -> dict[str, Any]:
    data = message.data
    return {
        "edition_id": data["edition_id"],
        "title": proposal_title(data["innovation_title"], data["organisation_name"]),
        "abstract": data["innovation_summary"],
        "organisation_id": data["organisation_id"],
        "organisation_name": data["organisation_name"],
        "organisation_kind": bodies.kind_of(
            data["organisation_id"], data["organisation_name"]
        ).value,
        "region": bodies.region_of(data["organisation_id"]),
        "person_id": data["person_id"],
        "innovation_id": data["innovation_id"],
        "themes": slugs_of(data["themes"]),
        "comment": data["comment"],
        "submitted_at": message.time,
        "changed_at": message.time,
    }
