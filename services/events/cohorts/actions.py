"""Use cases of cohorts: create one, change one, cancel one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.events.cohorts.models import Cohort
from services.events.cohorts.queries import get_cohort
from services.events.cohorts.rules import (
    DuplicateCohort,
    check_call,
    check_limits,
    quotas_of,
    regions_of,
    weights_of,
)
from services.events.database import database
from services.events.editions.rules import slug_of
from services.events.schemes.queries import get_scheme
from services.events.schemes.rules import length_days
from shared.contracts.events import PersonOffered
from shared.db import new_id
from shared.letters import offer_person
from shared.refusals import Conflict, Invalid

_PLAIN = (
    "name",
    "seats",
    "councils_least",
    "councils_most",
    "seats_least",
    "seats_most",
    "starts_on",
    "contact_name",
    "opens_at",
    "deadline_at",
    "grace_minutes",
    "accept_days",
    "anonymous",
)


def create_cohort(fields: dict[str, Any], now: dt.datetime) -> Cohort:
    """Add a cohort of a scheme. Raises NotFound, Invalid, DuplicateCohort."""
    with database.transaction() as session:
        scheme = get_scheme(session, fields["scheme_id"])
        slug = slug_of(fields["name"])
        if not slug:
            raise Invalid("A name needs at least one letter or digit", pointer="/name")
        cohort = Cohort(id=new_id(), slug=slug, version=1, created_at=now)
        cohort.scheme, cohort.scheme_id = scheme, scheme.id
        _apply(session, cohort, fields)
        session.add(cohort)
        _flush(session)
    return cohort


def edit_cohort(
    cohort_id: uuid.UUID, fields: dict[str, Any], check_version: Callable[[int], None]
) -> Cohort:
    """Change what is given; a list replaces the whole list. The address and scheme stay.

    Raises NotFound, Invalid, Conflict, DuplicateCohort, and what `check_version` raises.
    """
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id, lock=True)
        check_version(cohort.version)
        if fields.get("scheme_id", cohort.scheme_id) != cohort.scheme_id:
            raise Conflict("A cohort stays with its scheme", pointer="/scheme_id")
        _apply(session, cohort, fields)
        cohort.version += 1
        _flush(session)
    return cohort


def _apply(session: Session, cohort: Cohort, fields: dict[str, Any]) -> None:
    for name in _PLAIN:
        if name in fields:
            setattr(cohort, name, fields[name])
    if "regions" in fields:
        cohort.regions = regions_of(fields["regions"])
    if "quotas" in fields:
        cohort.quotas = quotas_of(fields["quotas"])
    if "weights" in fields:
        cohort.weights = weights_of(fields["weights"])
    if fields.get("contact_email"):
        cohort.contact_person_id = offer_person(
            session, PersonOffered, name=cohort.contact_name, email=fields["contact_email"]
        )
    if "starts_on" in fields:
        days = length_days(cohort.scheme.plan) - 1
        cohort.ends_on = cohort.starts_on + dt.timedelta(days=days)
    check_limits(
        seats=cohort.seats,
        councils=(cohort.councils_least, cohort.councils_most),
        council_seats=(cohort.seats_least, cohort.seats_most),
    )
    check_call(cohort.opens_at, cohort.deadline_at)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise DuplicateCohort(
                "There is already a cohort with this name", pointer="/name"
            ) from error
        raise
