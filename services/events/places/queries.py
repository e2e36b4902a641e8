"""Every read of places, and of who has taken part in what."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from services.events.applications.models import Application, ApplicationCouncil
from services.events.applications.queries import Candidate, list_candidates
from services.events.cohorts.models import Cohort
from services.events.organisations.queries import get_directory
from services.events.organisations.rules import standing_for
from services.events.places.models import Decision, Participant, Place
from services.events.places.rules import Bid, PlaceState
from services.events.schemes.models import Scheme
from shared.auth.mailed_tokens import hash_token
from shared.refusals import NotFound

__all__ = [
    "Participant",
    "Place",
    "find_decision",
    "get_place_by_token",
    "list_bids",
    "list_cohorts_with_due_offers",
    "list_places",
    "list_taken_part",
    "list_took_part",
]

_MOST = 20_000


@dataclass(frozen=True)
class TookPart:
    """A council that took part in a cohort, with its people."""

    organisation_id: uuid.UUID | None
    council: str
    cohort: str
    cohort_slug: str
    scheme: str
    starts_on: dt.date
    people: list[str]


def find_decision(session: Session, cohort_id: uuid.UUID) -> Decision | None:
    """Return what the panel decided, None before it has."""
    return session.get(Decision, cohort_id)


def list_places(session: Session, cohort_id: uuid.UUID, *, lock: bool = False) -> list[Place]:
    """Return a cohort's places, reserves in their order."""
    query = (
        select(Place)
        .where(Place.cohort_id == cohort_id)
        .options(joinedload(Place.application))
        .order_by(Place.position, Place.id)
        .limit(_MOST)
    )
    return list(session.scalars(query.with_for_update(of=Place) if lock else query))


def get_place_by_token(session: Session, token: str) -> Place:
    """Return the place that a mailed link is for, with its application and cohort. Raises NotFound."""
    query = (
        select(Place)
        .where(Place.token_hash == hash_token(token))
        .options(
            joinedload(Place.application).joinedload(Application.cohort).joinedload(Cohort.scheme)
        )
    )
    place = session.scalars(query).one_or_none()
    if place is None:
        raise NotFound("This link does not work. Check that you copied all of it.")
    return place


def list_bids(session: Session, cohort_id: uuid.UUID) -> dict[uuid.UUID, Bid]:
    """Return what was sent in for a cohort as offers see it, by application."""
    return {c.application_id: _bid(c) for c in list_candidates(session, cohort_id)}


def list_cohorts_with_due_offers(session: Session, now: dt.datetime) -> list[uuid.UUID]:
    """Return the cohorts with an offer that has run out."""
    return list(
        session.scalars(
            select(Place.cohort_id)
            .where(Place.state == PlaceState.OFFERED, Place.answer_by < now)
            .distinct()
            .order_by(Place.cohort_id)
            .limit(_MOST)
        )
    )


def list_taken_part(session: Session, scheme_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the councils that have taken part in a scheme, with those that do their work today."""
    ids = session.scalars(
        select(ApplicationCouncil.organisation_id)
        .join(Place, Place.application_id == ApplicationCouncil.application_id)
        .join(Cohort, Cohort.id == Place.cohort_id)
        .where(
            Cohort.scheme_id == scheme_id,
            Place.state == PlaceState.ACCEPTED,
            ApplicationCouncil.organisation_id.is_not(None),
        )
        .distinct()
        .order_by(ApplicationCouncil.organisation_id)
    )
    return standing_for(get_directory(session).register, [i for i in ids if i is not None])


def list_took_part(session: Session) -> list[TookPart]:
    """Return every council of every place that was taken, with its people, the latest first."""
    rows = session.execute(
        select(Place, ApplicationCouncil, Cohort, Scheme.name)
        .join(ApplicationCouncil, ApplicationCouncil.application_id == Place.application_id)
        .join(Cohort, Cohort.id == Place.cohort_id)
        .join(Scheme, Scheme.id == Cohort.scheme_id)
        .where(Place.state == PlaceState.ACCEPTED)
        .order_by(Cohort.starts_on.desc(), ApplicationCouncil.name, Place.id)
        .limit(_MOST)
    )
    return [
        TookPart(
            council.organisation_id,
            council.name,
            cohort.name,
            cohort.slug,
            scheme,
            cohort.starts_on,
            [person.name for person in place.participants] if council.position == 0 else [],
        )
        for place, council, cohort, scheme in rows
    ]


def _bid(candidate: Candidate) -> Bid:
    return Bid(
        key=str(candidate.application_id),
        name=candidate.councils[0].name,
        seats_least=candidate.seats_least,
        seats_most=candidate.seats_most,
        councils=[
            {"kind": council.kind or "", "region": council.region or ""}
            for council in candidate.councils
        ],
    )
