"""Decisions on applications: what they hold and lack, their links, and whom a call has reached."""

from services.events.applications.rules.coverage import Coverage, Place, Reached, cover
from services.events.applications.rules.facts import (
    MOST_COUNCILS,
    MOST_SEATS,
    Contents,
    DuplicateApplication,
    Incomplete,
    Part,
    State,
    check_complete,
    check_seats,
    parts_of,
    read_score,
    read_seats,
    reference_of,
    split_list,
)

__all__ = [
    "MOST_COUNCILS",
    "MOST_SEATS",
    "Contents",
    "Coverage",
    "DuplicateApplication",
    "Incomplete",
    "Part",
    "Place",
    "Reached",
    "State",
    "check_complete",
    "check_seats",
    "cover",
    "parts_of",
    "read_score",
    "read_seats",
    "reference_of",
    "split_list",
]
