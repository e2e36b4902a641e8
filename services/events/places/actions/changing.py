"""After the decision: organisers take a place back, or give a free one; under the cohort's lock."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from services.events.applications.queries import get_application
from services.events.cohorts.queries import Cohort, get_cohort
from services.events.database import database
from services.events.places.actions.letters import send, withdrawn_letter
from services.events.places.actions.offering import fill_places, offer
from services.events.places.models import Place
from services.events.places.queries import list_bids, list_places
from services.events.places.rules import HOLDING, PlaceState, check_addition
from shared.db import new_id
from shared.refusals import Conflict, Invalid, NotFound


def withdraw_place(
    cohort_id: uuid.UUID,
    place_id: uuid.UUID,
    reason: str,
    *,
    by_name: str,
    public_url: str,
    now: dt.datetime,
) -> Place:
    """Take back a place that is offered or taken, tell the council why, and offer its seats on.

    Raises NotFound, Conflict.
    """
    with database.transaction() as session:
        cohort, places = _locked(session, cohort_id)
        place = next((one for one in places if one.id == place_id), None)
        if place is None:
            raise NotFound("There is no such place in this cohort.")
        if place.state not in HOLDING:
            raise Conflict("Only a place that is offered or accepted can be withdrawn.")
        place.state, place.answered_at = PlaceState.WITHDRAWN, now
        place.withdrawn_because, place.withdrawn_by_name = reason, by_name
        letter = withdrawn_letter(cohort, place.application, reason)
        send(session, place.application, letter, key=place.token_hash)
        session.flush()
        fill_places(session, cohort, public_url, now)
    return place


def add_place(
    cohort_id: uuid.UUID,
    application_id: uuid.UUID,
    seats: int,
    *,
    public_url: str,
    now: dt.datetime,
) -> Place:
    """Offer free seats to an application that holds none. Raises NotFound, Conflict, Invalid."""
    with database.transaction() as session:
        cohort, places = _locked(session, cohort_id)
        bids = list_bids(session, cohort_id)
        if application_id not in bids:
            raise Invalid("Choose an application of this cohort", pointer="/application_id")
        held = [place for place in places if place.state in HOLDING]
        if any(place.application_id == application_id for place in held):
            raise Invalid("This application has a place already", pointer="/application_id")
        check_addition(
            bids[application_id],
            seats,
            [bids[place.application_id] for place in held if place.application_id in bids],
            seats_free=cohort.seats - sum(place.seats for place in held),
            councils_most=cohort.councils_most,
        )
        place = next((p for p in places if p.application_id == application_id), None)
        if place is None:
            place = _new_place(session, cohort, application_id)
        place.answered_at = None
        place.withdrawn_because = place.withdrawn_by_name = ""
        offer(session, cohort, place, seats, public_url, now)
        session.add(place)
    return place


def _locked(session: Session, cohort_id: uuid.UUID) -> tuple[Cohort, list[Place]]:
    """Return a decided cohort and its places once nobody else can change one."""
    cohort = get_cohort(session, cohort_id, lock=True)
    if cohort.decided_at is None:
        raise Conflict("This cohort is not decided yet.")
    return cohort, list_places(session, cohort_id, lock=True)


def _new_place(session: Session, cohort: Cohort, application_id: uuid.UUID) -> Place:
    return Place(
        id=new_id(),
        cohort_id=cohort.id,
        application_id=application_id,
        application=get_application(session, application_id),
        position=0,
        participants=[],
    )
