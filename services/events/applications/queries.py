"""Every read of applications."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from services.events.applications.models import Application, ApplicationCouncil
from services.events.applications.rules import (
    Contents,
    Coverage,
    Part,
    Reached,
    State,
    cover,
    parts_of,
)
from services.events.cohorts.models import Cohort
from services.events.organisations.queries import find_organisations, get_directory
from services.events.schemes.rules import workshops_of
from shared.auth.mailed_tokens import hash_token
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = [
    "Application",
    "Candidate",
    "CandidateCouncil",
    "completeness_of",
    "count_begun_since",
    "count_by_state",
    "find_by_reference",
    "get_application",
    "get_by_token",
    "get_coverage",
    "list_applications",
    "list_candidates",
    "list_councils_ever",
    "list_submitted",
]

_MOST = 5000
_MISSING = "There is no such application. Check the address."


@dataclass(frozen=True)
class CandidateCouncil:
    """A council of a candidate, with what the register says of it where we know it."""

    organisation_id: uuid.UUID | None
    name: str
    kind: str | None
    region: str | None


@dataclass(frozen=True)
class Candidate:
    """An application as a selection sees it; the first council leads."""

    application_id: uuid.UUID
    reference: str
    councils: tuple[CandidateCouncil, ...]
    issues: tuple[str, ...]
    seats_least: int
    seats_most: int
    score: float | None


def get_application(
    session: Session, application_id: uuid.UUID, *, lock: bool = False
) -> Application:
    """Return an application with its cohort and scheme. Raises NotFound."""
    query = _whole().where(Application.id == application_id)
    if lock:
        query = query.with_for_update(of=Application)
    application = session.scalars(query).one_or_none()
    if application is None:
        raise NotFound(_MISSING)
    return application


def get_by_token(
    session: Session, token: str, *, sponsor: bool = False, lock: bool = False
) -> Application:
    """Return the application that a mailed link leads to. Raises NotFound."""
    column = Application.sponsor_token_hash if sponsor else Application.token_hash
    query = _whole().where(column == hash_token(token))
    if lock:
        query = query.with_for_update(of=Application)
    application = session.scalars(query).one_or_none()
    if application is None:
        raise NotFound(
            "This link does not work. Check that you copied all of it, and that it is the newest"
            " we sent you."
        )
    return application


def find_by_reference(
    session: Session, cohort_id: uuid.UUID, references: Sequence[str]
) -> dict[str, Application]:
    """Return a cohort's applications with these references, locked, by reference."""
    rows = session.scalars(
        select(Application)
        .where(Application.cohort_id == cohort_id, Application.reference.in_(references))
        .order_by(Application.id)
        .with_for_update(of=Application)
    )
    return {row.reference: row for row in rows}


def list_applications(
    session: Session,
    cohort_id: uuid.UUID,
    *,
    limit: int,
    cursor: str | None,
    state: State | None = None,
    unmatched: bool = False,
) -> Page[Application]:
    """Return a page of a cohort's applications, the oldest first."""
    query = _whole().where(Application.cohort_id == cohort_id)
    if state is not None:
        query = query.where(Application.state == state)
    if unmatched:
        query = query.where(
            exists().where(
                ApplicationCouncil.application_id == Application.id,
                ApplicationCouncil.organisation_id.is_(None),
            )
        )
    return keyset_page(session, query, [Application.id], limit=limit, cursor=cursor)


def list_submitted(session: Session, cohort_id: uuid.UUID) -> list[Application]:
    """Return the applications that take part in a selection, by reference."""
    return list(
        session.scalars(
            select(Application)
            .where(Application.cohort_id == cohort_id, Application.state == State.SUBMITTED)
            .order_by(Application.reference)
            .limit(_MOST)
        )
    )


def list_candidates(session: Session, cohort_id: uuid.UUID) -> list[Candidate]:
    """Return what a selection chooses from, by reference."""
    applications = list_submitted(session, cohort_id)
    known = find_organisations(
        session, (c.organisation_id for a in applications for c in a.councils)
    )

    def council(row: ApplicationCouncil) -> CandidateCouncil:
        body = known.get(row.organisation_id) if row.organisation_id else None
        return CandidateCouncil(
            row.organisation_id,
            body.name if body else row.name,
            body.kind if body else None,
            body.region if body else None,
        )

    return [
        Candidate(
            a.id,
            a.reference,
            tuple(council(row) for row in a.councils),
            tuple(a.issues),
            a.seats_least,
            a.seats_most,
            a.score,
        )
        for a in applications
    ]


def count_begun_since(session: Session, cohort_id: uuid.UUID, since: dt.datetime) -> int:
    """Return how many applications to a cohort were begun since a moment."""
    query = select(func.count()).where(
        Application.cohort_id == cohort_id, Application.created_at >= since
    )
    return session.scalar(query) or 0


def get_coverage(session: Session, cohort: Cohort) -> Coverage:
    """Return how a cohort's call fills, by region and issue, and whom it has not reached."""
    rows = session.scalars(
        select(Application)
        .where(Application.cohort_id == cohort.id, Application.state != State.WITHDRAWN)
        .order_by(Application.id)
        .limit(_MOST)
    )
    reached = [
        Reached(a.state == State.SUBMITTED, a.issues, [c.organisation_id for c in a.councils])
        for a in rows
    ]
    return cover(
        reached,
        get_directory(session).register,
        regions=cohort.regions,
        labels={issue["slug"]: issue["label"] for issue in cohort.scheme.issues},
        ever=list_councils_ever(session),
    )


def list_councils_ever(session: Session) -> list[uuid.UUID]:
    """Return every council that has ever been in an application."""
    ids = session.scalars(
        select(ApplicationCouncil.organisation_id)
        .where(ApplicationCouncil.organisation_id.is_not(None))
        .distinct()
        .order_by(ApplicationCouncil.organisation_id)
    )
    return [one for one in ids if one is not None]


def count_by_state(session: Session, cohort_id: uuid.UUID) -> dict[str, int]:
    """Return how many applications a cohort has in each state."""
    rows = session.execute(
        select(Application.state, func.count())
        .where(Application.cohort_id == cohort_id)
        .group_by(Application.state)
        .order_by(Application.state)
    )
    return {row[0]: row[1] for row in rows}


def completeness_of(application: Application, cohort: Cohort) -> list[Part]:
    """Return every part that the cohort's scheme asks for, and whether it is there."""
    scheme = cohort.scheme
    contents = Contents(
        councils=[council.name for council in application.councils],
        statement=application.statement,
        affected=application.affected,
        outcomes=application.outcomes,
        issues=application.issues,
        team=application.team,
        answers=application.answers,
        commitments=application.commitments,
        sponsor=application.sponsor_person_id is not None,
    )
    return parts_of(
        contents,
        issues=bool(scheme.issues),
        questions=[question["key"] for question in scheme.questions],
        workshops=[step.key for step in workshops_of(scheme.plan)],
    )


def _whole() -> Select[Application]:
    return select(Application).options(joinedload(Application.cohort).joinedload(Cohort.scheme))
