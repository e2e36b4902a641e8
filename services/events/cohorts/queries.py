"""Every read of cohorts."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from services.events.cohorts.models import Cohort
from services.events.cohorts.rules import CallState, CohortState, call_state, cohort_state
from shared.db import Page, keyset_page
from shared.refusals import NotFound

__all__ = [
    "Cohort",
    "call_of",
    "get_cohort",
    "get_cohort_by_slug",
    "list_cohorts",
    "list_cohorts_of_scheme",
    "state_of",
]

_MISSING = "There is no cohort at this address. Check it, or start from the list of cohorts."
_MOST = 500


def get_cohort(session: Session, cohort_id: uuid.UUID, *, lock: bool = False) -> Cohort:
    """Return a cohort with its scheme. Raises NotFound. Locked, no place of it can be given away."""
    query = select(Cohort).where(Cohort.id == cohort_id).options(joinedload(Cohort.scheme))
    if lock:
        query = query.with_for_update(key_share=True, of=Cohort)
    cohort = session.scalars(query).one_or_none()
    if cohort is None:
        raise NotFound(_MISSING)
    return cohort


def get_cohort_by_slug(session: Session, slug: str) -> Cohort:
    """Return the cohort at an address with its scheme. Raises NotFound."""
    query = select(Cohort).where(Cohort.slug == slug).options(joinedload(Cohort.scheme))
    cohort = session.scalars(query).one_or_none()
    if cohort is None:
        raise NotFound(_MISSING)
    return cohort


def list_cohorts(session: Session, *, limit: int, cursor: str | None) -> Page[Cohort]:
    """Return a page of cohorts with their schemes, the latest to start first."""
    return keyset_page(
        session,
        select(Cohort).options(joinedload(Cohort.scheme)),
        [Cohort.starts_on, Cohort.id],
        limit=limit,
        cursor=cursor,
        descending=True,
    )


def list_cohorts_of_scheme(session: Session, scheme_id: uuid.UUID) -> list[Cohort]:
    """Return a scheme's cohorts, the latest to start first."""
    return list(
        session.scalars(
            select(Cohort)
            .where(Cohort.scheme_id == scheme_id)
            .order_by(Cohort.starts_on.desc(), Cohort.id)
            .limit(_MOST)
        )
    )


def call_of(cohort: Cohort, now: dt.datetime) -> CallState:
    """Return the state of a cohort's call at a moment."""
    if cohort.cancelled_at is not None:
        return CallState.OVER
    return call_state(cohort.opens_at, cohort.deadline_at, cohort.grace_minutes, now)


def state_of(cohort: Cohort, now: dt.datetime) -> CohortState:
    """Return where a cohort stands at a moment."""
    return cohort_state(
        call=call_of(cohort, now),
        decided=cohort.decided_at is not None,
        cancelled=cohort.cancelled_at is not None,
        days=(cohort.starts_on, cohort.ends_on),
        now=now,
    )
