"""Use cases of reviewing: set up, share out, judge, decide, and offer places that become free."""

from services.events.reviews.actions.deciding import Decided, Rehearsed, decide, rehearse_decisions
from services.events.reviews.actions.judging import (
    declare_conflict,
    record_feedback,
    submit_review,
    write_group_view,
)
from services.events.reviews.actions.moving import move_proposal
from services.events.reviews.actions.offering import answer_offer, offer_places
from services.events.reviews.actions.sharing import (
    add_reviewer,
    assign_reviews,
    remove_reviewer,
    set_round,
)

__all__ = [
    "Decided",
    "Rehearsed",
    "add_reviewer",
    "answer_offer",
    "assign_reviews",
    "decide",
    "declare_conflict",
    "move_proposal",
    "offer_places",
    "record_feedback",
    "rehearse_decisions",
    "remove_reviewer",
    "set_round",
    "submit_review",
    "write_group_view",
]
