"""A council answers its offer, or does not; the seats that come free go to the reserves at once."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from services.events.cohorts.queries import Cohort, get_cohort
from services.events.database import database
from services.events.places.actions.letters import accepted_letter, lapsed_letter, send
from services.events.places.actions.offering import fill_places
from services.events.places.models import Participant, Place
from services.events.places.queries import (
    get_place_by_token,
    list_cohorts_with_due_offers,
    list_places,
)
from services.events.places.rules import (
    OfferOver,
    Person,
    PlaceState,
    participants_calendar,
    read_people,
)
from services.events.schemes.rules import gatherings_of
from shared.bus import enqueue
from shared.contracts.events import LetterWritten, PersonOffered
from shared.db import new_id
from shared.letters import offer_person, write_letter
from shared.refusals import Conflict


def answer_place(token: str, *, accepted: bool, public_url: str, now: dt.datetime) -> Place:
    """Take or decline an offered place; the same answer again changes nothing.

    Raises NotFound, OfferOver. One answer of a cohort is taken at a time: its lock is held.
    """
    with database.transaction() as session:
        place, cohort = _locked(session, token)
        answer = PlaceState.ACCEPTED if accepted else PlaceState.DECLINED
        if place.state == answer:
            return place
        if place.state != PlaceState.OFFERED or _is_over(place, now):
            raise OfferOver(
                "This offer has been answered or has run out. Ask us if you are unsure."
            )
        place.state, place.answered_at = answer, now
        if accepted:
            link = f"{public_url}/events/places/{token}"
            letter = accepted_letter(cohort, place.application, link)
            send(session, place.application, letter, key=place.token_hash)
            enqueue(session, "events.start-projects")
        else:
            session.flush()
            fill_places(session, cohort, public_url, now)
    return place


def expire_offers(public_url: str, now: dt.datetime) -> int:
    """Let offers that nobody answered run out, and offer their seats on; return how many."""
    with database.reading() as session:
        due = list_cohorts_with_due_offers(session, now)
    return sum(_expire(cohort_id, public_url, now) for cohort_id in due)


def name_people(token: str, text: str, now: dt.datetime) -> Place:
    """Say who takes the seats; who is new gets the dates for their calendar.

    Raises NotFound, Conflict, Invalid.
    """
    with database.transaction() as session:
        place, cohort = _locked(session, token)
        if place.state != PlaceState.ACCEPTED:
            raise Conflict("Accept the place first, then name who takes part.")
        people = read_people(text, place.seats)
        known = {(one.name, one.role): one for one in place.participants}
        kept = []
        for position, person in enumerate(people):
            row = known.get((person.name, person.role))
            if row is None:
                row = Participant(id=new_id(), name=person.name, role=person.role, person_id=None)
            row.position = position
            if person.email:
                _invite(session, cohort, place, row, person, now)
            kept.append(row)
        place.participants = kept
    return place


def _expire(cohort_id: uuid.UUID, public_url: str, now: dt.datetime) -> int:
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id, lock=True)
        over = [
            place
            for place in list_places(session, cohort_id)
            if place.state == PlaceState.OFFERED and _is_over(place, now)
        ]
        for place in over:
            place.state, place.answered_at = PlaceState.EXPIRED, now
            letter = lapsed_letter(cohort, place.application)
            send(session, place.application, letter, key=place.token_hash)
        session.flush()
        fill_places(session, cohort, public_url, now)
        return len(over)


def _locked(session: Session, token: str) -> tuple[Place, Cohort]:
    """Return a place as it is once nobody else can change one of its cohort."""
    place = get_place_by_token(session, token)
    cohort = get_cohort(session, place.cohort_id, lock=True)
    session.refresh(place, ["state", "seats", "answer_by", "answered_at", "participants"])
    return place, cohort


def _is_over(place: Place, now: dt.datetime) -> bool:
    return place.answer_by is not None and now > place.answer_by


def _invite(
    session: Session,
    cohort: Cohort,
    place: Place,
    row: Participant,
    person: Person,
    now: dt.datetime,
) -> None:
    lead = place.application.lead
    row.person_id = offer_person(
        session,
        PersonOffered,
        name=person.name,
        email=person.email,
        organisation_id=lead.organisation_id,
        organisation_name=lead.name,
    )
    steps = gatherings_of(cohort.scheme.plan)
    days = "\n".join(
        f"{step.on(cohort.starts_on).day} {step.on(cohort.starts_on):%B %Y}: {step.title}"
        for step in steps
    )
    calendar = participants_calendar(
        cohort_id=cohort.id,
        name=cohort.name,
        starts_on=cohort.starts_on,
        steps=steps,
        sequence=cohort.version,
        written_at=now,
    )
    write_letter(
        session,
        LetterWritten,
        person_id=row.person_id,
        kind="participant-invited",
        subject=f"Your dates in {cohort.name}",
        text=f"{lead.name} has named you to take part in {cohort.name}. The attached file puts"
        f" these days into your calendar:\n\n{days}",
        calendar=calendar if steps else "",
    )
