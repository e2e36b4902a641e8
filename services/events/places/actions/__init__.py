"""Use cases of places: decide, answer an offer, let it run out, name who takes part, change it."""

from services.events.places.actions.answering import answer_place, expire_offers, name_people
from services.events.places.actions.changing import add_place, withdraw_place
from services.events.places.actions.deciding import Plan, confirm_decision, rehearse_decision

__all__ = [
    "Plan",
    "add_place",
    "answer_place",
    "confirm_decision",
    "expire_offers",
    "name_people",
    "rehearse_decision",
    "withdraw_place",
]
