"""Every read of panels."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.events.applications.queries import Application, list_submitted
from services.events.cohorts.queries import Cohort, get_cohort
from services.events.panels.models import ConflictOfInterest, PanelMember, Score
from services.events.panels.rules import Result, result_of, total_of
from shared.auth.mailed_tokens import hash_token
from shared.refusals import NotFound

_MOST_MEMBERS = 100


@dataclass(frozen=True)
class Judged:
    """An application with each member's total, the members in conflict, and the result."""

    application: Application
    totals: Mapping[uuid.UUID, float]
    conflicted: frozenset[uuid.UUID]
    result: Result


@dataclass(frozen=True)
class Task:
    """An application that a member scores: their score, None where there is none yet."""

    application: Application
    score: Score | None


def get_member(session: Session, token: str) -> PanelMember:
    """Return the member whose link it is. Raises NotFound."""
    query = select(PanelMember).where(PanelMember.token_hash == hash_token(token))
    member = session.scalars(query).one_or_none()
    if member is None:
        raise NotFound("This link does not work. Check that you copied all of it.")
    return member


def find_member(session: Session, member_id: uuid.UUID) -> PanelMember | None:
    """Return a member."""
    return session.get(PanelMember, member_id)


def list_members(session: Session, cohort_id: uuid.UUID) -> list[PanelMember]:
    """Return a cohort's panel by name."""
    return list(
        session.scalars(
            select(PanelMember)
            .where(PanelMember.cohort_id == cohort_id)
            .order_by(PanelMember.name, PanelMember.id)
            .limit(_MOST_MEMBERS)
        )
    )


def has_conflict(session: Session, member_id: uuid.UUID, application_id: uuid.UUID) -> bool:
    """Return whether a member must not see an application."""
    return session.get(ConflictOfInterest, (member_id, application_id)) is not None


def find_score(session: Session, member_id: uuid.UUID, application_id: uuid.UUID) -> Score | None:
    """Return what a member gave an application."""
    return session.get(Score, (member_id, application_id))


def list_tasks(session: Session, member: PanelMember) -> list[Task]:
    """Return the applications that a member may see, with their scores, by reference."""
    conflicts = set(
        session.scalars(
            select(ConflictOfInterest.application_id)
            .where(ConflictOfInterest.member_id == member.id)
            .order_by(ConflictOfInterest.application_id)
        )
    )
    scores = {
        score.application_id: score
        for score in session.scalars(
            select(Score).where(Score.member_id == member.id).order_by(Score.application_id)
        )
    }
    return [
        Task(a, scores.get(a.id))
        for a in list_submitted(session, member.cohort_id)
        if a.id not in conflicts
    ]


def totals_of(
    session: Session, application_id: uuid.UUID, criteria: Sequence[Mapping[str, Any]]
) -> list[float]:
    """Return the members' totals of an application."""
    rows = session.scalars(
        select(Score).where(Score.application_id == application_id).order_by(Score.member_id)
    )
    return [total_of(score.points, criteria) for score in rows]


def list_judged(session: Session, cohort_id: uuid.UUID) -> list[Judged]:
    """Return a cohort's applications with their scores, the best first, those without last."""
    cohort: Cohort = get_cohort(session, cohort_id)
    applications = list_submitted(session, cohort_id)
    ids = [application.id for application in applications]
    totals: dict[uuid.UUID, dict[uuid.UUID, float]] = {}
    for score in session.scalars(
        select(Score).where(Score.application_id.in_(ids)).order_by(Score.member_id)
    ):
        found = totals.setdefault(score.application_id, {})
        found[score.member_id] = total_of(score.points, cohort.scheme.criteria)
    conflicts: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in session.scalars(
        select(ConflictOfInterest)
        .where(ConflictOfInterest.application_id.in_(ids))
        .order_by(ConflictOfInterest.member_id)
    ):
        conflicts.setdefault(row.application_id, set()).add(row.member_id)
    judged = [
        Judged(
            a,
            totals.get(a.id, {}),
            frozenset(conflicts.get(a.id, ())),
            result_of(list(totals.get(a.id, {}).values())),
        )
        for a in applications
    ]
    return sorted(judged, key=lambda j: (j.result.mean is None, -(j.result.mean or 0)))
