"""Proposals: made by an invitation's answer, or entered by an organiser."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import get_edition
from services.events.programme.models import Proposal
from services.events.programme.rules import (
    ProposalState,
    proposal_state,
    proposal_title,
    slugs_of,
)
from shared.contracts.message import Message
from shared.db import new_id


def take_answer(session: Session, message: Message) -> None:
    """Make the invitation's proposal what its newest answer says, in whatever order answers come.

    One row an invitation, whatever the answer: a "no" that overtakes its earlier "yes" has to be
    remembered, and an edition may be answered for before it is known here.
    """
    data = message.data
    if data["edition_id"] is None:
        return
    values = {
        "edition_id": data["edition_id"],
        "version": message.version,
        "state": proposal_state(data["answer"]).value,
        "title": proposal_title(data["innovation_title"], data["organisation_name"]),
        "abstract": data["innovation_summary"],
        "organisation_id": data["organisation_id"],
        "organisation_name": data["organisation_name"],
        "person_id": data["person_id"],
        "innovation_id": data["innovation_id"],
        "themes": slugs_of(data["themes"]),
        "comment": data["comment"],
        "changed_at": message.time,
    }
    added = insert(Proposal).values(id=new_id(), invitation_id=data["invitation_id"], **values)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[Proposal.invitation_id],
            set_=values,
            where=Proposal.version < added.excluded.version,
        )
    )


def add_proposal(edition_id: uuid.UUID, fields: dict[str, Any], now: dt.datetime) -> Proposal:
    """Add a proposal that no invitation led to. Raises NotFound."""
    with database.transaction() as session:
        edition = get_edition(session, edition_id)
        proposal = Proposal(
            id=new_id(),
            edition_id=edition.id,
            invitation_id=None,
            version=1,
            state=ProposalState.RECEIVED.value,
            title=fields["title"],
            abstract=fields["abstract"],
            organisation_id=fields["organisation_id"],
            organisation_name=fields["organisation_name"],
            person_id=None,
            innovation_id=fields["innovation_id"],
            themes=slugs_of(fields["themes"]),
            comment="",
            changed_at=now,
        )
        session.add(proposal)
    return proposal
