"""Offers places while there are free seats; whoever calls holds the cohort's lock."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from services.events.cohorts.queries import Cohort
from services.events.places.actions.letters import offer_letter, send
from services.events.places.models import Place
from services.events.places.queries import list_bids, list_places
from services.events.places.rules import HOLDING, Bid, PlaceState, answer_by, next_reserve
from shared.auth.mailed_tokens import hash_token


def offer(
    session: Session, cohort: Cohort, place: Place, seats: int, public_url: str, now: dt.datetime
) -> None:
    """Offer a place, and mail the link that answers it."""
    token = secrets.token_urlsafe(24)
    place.state, place.seats = PlaceState.OFFERED, seats
    place.token_hash = hash_token(token)
    place.answer_by = answer_by(now, cohort.accept_days)
    link = f"{public_url}/events/places/{token}"
    letter = offer_letter(cohort, place.application, seats, place.answer_by, link)
    send(session, place.application, letter, key=place.token_hash)


def fill_places(session: Session, cohort: Cohort, public_url: str, now: dt.datetime) -> int:
    """Offer free seats to reserves, as long as one fits; return how many were offered."""
    bids = list_bids(session, cohort.id)
    offered = 0
    while (found := _next(cohort, list_places(session, cohort.id), bids)) is not None:
        place, seats = found
        offer(session, cohort, place, seats, public_url, now)
        session.flush()
        offered += 1
    return offered


def _next(
    cohort: Cohort, places: list[Place], bids: Mapping[UUID, Bid]
) -> tuple[Place, int] | None:
    held = [place for place in places if place.state in HOLDING]
    waiting = {str(p.application_id): p for p in places if p.state == PlaceState.RESERVE}
    found = next_reserve(
        [bids[p.application_id] for p in waiting.values() if p.application_id in bids],
        [bids[p.application_id] for p in held if p.application_id in bids],
        seats_free=cohort.seats - sum(place.seats for place in held),
        councils_most=cohort.councils_most,
        quotas=cohort.quotas,
    )
    return None if found is None else (waiting[found[0].key], found[1])
