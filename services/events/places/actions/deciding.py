"""The panel's decision: its letters looked at first, then confirmed once, with who and why."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.events.applications.queries import Application, list_submitted
from services.events.cohorts.queries import Cohort, call_of, get_cohort
from services.events.cohorts.rules import CallState, takes_applications
from services.events.database import database
from services.events.places.actions.letters import (
    Letter,
    offer_letter,
    refusal_letter,
    reserve_letter,
    send,
)
from services.events.places.actions.offering import offer
from services.events.places.models import Decision, Place
from services.events.places.queries import list_bids
from services.events.places.rules import (
    AlreadyDecided,
    PlaceState,
    Rehearsed,
    answer_by,
    check_decision,
)
from shared.db import new_id
from shared.refusals import Conflict, Invalid


@dataclass(frozen=True)
class Plan:
    """What a panel means to decide: seats by application, and the reserves in their order."""

    seats: Mapping[uuid.UUID, int]
    reserves: Sequence[uuid.UUID]
    reason: str


@dataclass(frozen=True)
class Rehearsal:
    """Every letter as it would leave, what the panel should know, and the mark of it all."""

    letters: list[Letter]
    notes: list[str]
    mark: str


def rehearse_decision(cohort_id: uuid.UUID, plan: Plan, now: dt.datetime) -> Rehearsal:
    """Return the letters a decision would send; nothing is kept. Raises NotFound, Invalid, Conflict."""
    with database.reading() as session:
        cohort = get_cohort(session, cohort_id)
        return _rehearse(session, cohort, plan, now)


def confirm_decision(
    cohort_id: uuid.UUID,
    plan: Plan,
    mark: str,
    *,
    decided_by: uuid.UUID,
    decided_by_name: str,
    public_url: str,
    now: dt.datetime,
) -> Decision:
    """Keep the decision and send its letters, once, if nothing has changed since the rehearsal.

    Raises NotFound, Invalid, AlreadyDecided, Rehearsed, Conflict.
    """
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id, lock=True)
        if _rehearse(session, cohort, plan, now).mark != mark:
            raise Rehearsed("Something changed since you looked at the letters. Look again.")
        decision = Decision(
            cohort_id=cohort.id,
            decided_at=now,
            decided_by=decided_by,
            decided_by_name=decided_by_name,
            reason=plan.reason,
            chosen={
                "seats": {str(key): count for key, count in plan.seats.items()},
                "reserves": [str(key) for key in plan.reserves],
            },
        )
        session.add(decision)
        cohort.decided_at = now
        cohort.version += 1
        _give_places(session, cohort, plan, public_url, now)
    return decision


def _give_places(
    session: Session, cohort: Cohort, plan: Plan, public_url: str, now: dt.datetime
) -> None:
    for application in list_submitted(session, cohort.id):
        if application.id in plan.seats:
            place = _place(cohort, application, PlaceState.OFFERED, 0)
            offer(session, cohort, place, plan.seats[application.id], public_url, now)
            session.add(place)
        elif application.id in plan.reserves:
            position = 1 + plan.reserves.index(application.id)
            session.add(_place(cohort, application, PlaceState.RESERVE, position))
            send(session, application, reserve_letter(cohort, application))
        else:
            send(session, application, refusal_letter(cohort, application))


def _place(cohort: Cohort, application: Application, state: PlaceState, position: int) -> Place:
    return Place(
        id=new_id(),
        cohort_id=cohort.id,
        application_id=application.id,
        application=application,
        state=state,
        seats=0,
        position=position,
        participants=[],
    )


def _rehearse(session: Session, cohort: Cohort, plan: Plan, now: dt.datetime) -> Rehearsal:
    if cohort.decided_at is not None:
        raise AlreadyDecided("This cohort is decided.")
    call = call_of(cohort, now)
    if takes_applications(call) or call == CallState.COMING:
        raise Conflict("The call is still open. Decide after its deadline.")
    if not plan.reason.strip():
        raise Invalid("Say why the panel decided so", pointer="/reason")
    bids = list_bids(session, cohort.id)
    named = [*plan.seats, *plan.reserves]
    if len(set(named)) != len(named) or not set(named) <= set(bids):
        raise Invalid("Choose each application once, from those of this cohort", pointer="/chosen")
    if any(count < 1 for count in plan.seats.values()):
        raise Invalid("Give each council that is in at least one seat", pointer="/chosen")
    notes = check_decision(
        [(bids[key], count) for key, count in plan.seats.items()],
        seats=cohort.seats,
        councils_most=cohort.councils_most,
    )
    letters = [_letter(cohort, a, plan, now) for a in list_submitted(session, cohort.id)]
    facts = [[letter.to, letter.subject, letter.text] for letter in letters]
    said = json.dumps([facts, plan.reason, [str(key) for key in plan.reserves]])
    return Rehearsal(letters, notes, hashlib.sha256(said.encode()).hexdigest())


def _letter(cohort: Cohort, application: Application, plan: Plan, now: dt.datetime) -> Letter:
    if application.id in plan.seats:
        until = answer_by(now, cohort.accept_days)
        return offer_letter(cohort, application, plan.seats[application.id], until)
    if application.id in plan.reserves:
        return reserve_letter(cohort, application)
    return refusal_letter(cohort, application)
