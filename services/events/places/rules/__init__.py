"""Decisions on places: what may be offered, who comes next, and people's calendars."""

from services.events.places.rules.calendars import participants_calendar
from services.events.places.rules.offers import (
    HOLDING,
    AlreadyDecided,
    Bid,
    OfferOver,
    PlaceState,
    Rehearsed,
    answer_by,
    check_addition,
    check_decision,
    next_reserve,
)
from services.events.places.rules.people import Person, read_people

__all__ = [
    "HOLDING",
    "AlreadyDecided",
    "Bid",
    "OfferOver",
    "Person",
    "PlaceState",
    "Rehearsed",
    "answer_by",
    "check_addition",
    "check_decision",
    "next_reserve",
    "participants_calendar",
    "read_people",
]
