"""Forgets people: the names and words of theirs that this service holds under an id of theirs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import cast, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from services.events.applications.models import Application
from services.events.cohorts.models import Cohort
from services.events.editions.models import Edition
from services.events.panels.models import PanelMember, Score
from services.events.places.models import Participant
from services.events.projects.models import Milestone, Project
from services.events.proposals.models import Proposal

FORGOTTEN = "Name withdrawn"


def forget_people(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Remove every name, comment and id of these people; twice changes nothing more."""
    _forget_in_proposals(session, ids)
    session.execute(
        update(Application)
        .where(Application.person_id.in_(ids))
        .values(person_id=None, contact_name="")
    )
    session.execute(
        update(Application)
        .where(Application.sponsor_person_id.in_(ids))
        .values(sponsor_person_id=None, sponsor_name="")
    )
    session.execute(
        update(Cohort)
        .where(Cohort.contact_person_id.in_(ids))
        .values(contact_person_id=None, contact_name="")
    )
    session.execute(
        update(Edition)
        .where(Edition.publicity_person_id.in_(ids))
        .values(publicity_person_id=None, publicity_name="")
    )
    _forget_in_cohorts(session, ids)


def _forget_in_cohorts(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Forget who scored, took part, owned a project or coached one; what they reached stays."""
    members = list(
        session.scalars(
            select(PanelMember).where(PanelMember.person_id.in_(ids)).order_by(PanelMember.id)
        )
    )
    for member in members:
        # Nobody's id, and a hash that no link has: what they scored counts on.
        member.name, member.person_id = f"{FORGOTTEN} ({member.id})", uuid.UUID(int=0)
        member.token_hash = f"ended {member.id}"
    scored = Score.member_id.in_([member.id for member in members])
    session.execute(update(Score).where(scored).values(comment=""))
    session.execute(
        update(Participant)
        .where(Participant.person_id.in_(ids))
        .values(person_id=None, name=FORGOTTEN, role="")
    )
    owned = select(Project.id).where(Project.owner_person_id.in_(ids))
    session.execute(update(Milestone).where(Milestone.project_id.in_(owned)).values(owner_name=""))
    session.execute(
        update(Project)
        .where(Project.owner_person_id.in_(ids))
        .values(owner_person_id=None, owner_name="")
    )
    session.execute(
        update(Project)
        .where(Project.coach_person_id.in_(ids))
        .values(coach_person_id=None, coach_name="")
    )


def _forget_in_proposals(session: Session, ids: Sequence[uuid.UUID]) -> None:
    session.execute(
        update(Proposal).where(Proposal.person_id.in_(ids)).values(person_id=None, comment="")
    )
    gone = {str(person) for person in ids}
    named = [cast(Proposal.people, JSONB).contains([{"person_id": one}]) for one in sorted(gone)]
    query = select(Proposal).where(or_(*named)).order_by(Proposal.id).with_for_update()
    for proposal in session.scalars(query):
        proposal.people = [_without_name(person, gone) for person in proposal.people]


def _without_name(person: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    if person.get("person_id") not in gone:
        return person
    kept = {key: value for key, value in person.items() if key not in {"name", "person_id"}}
    return {**kept, "name": FORGOTTEN, "person_id": None}
