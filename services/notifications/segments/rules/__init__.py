"""Conditions as data: checked, worded and edited; never code."""

from services.notifications.segments.rules.conditions import (
    DEEPEST,
    MOST_CONDITIONS,
    Node,
    SegmentFault,
    checked_conditions,
    facts_in,
    groups_in,
    part_at,
)
from services.notifications.segments.rules.editing import add_part, negate, remove_part, switch
from services.notifications.segments.rules.facts import ANSWERS, BY, FACTS, SUCCESSIONS, Parameter
from services.notifications.segments.rules.wording import worded

EVERYBODY: Node = {"all": []}

__all__ = [
    "ANSWERS",
    "BY",
    "DEEPEST",
    "EVERYBODY",
    "FACTS",
    "MOST_CONDITIONS",
    "SUCCESSIONS",
    "Node",
    "Parameter",
    "SegmentFault",
    "add_part",
    "checked_conditions",
    "facts_in",
    "groups_in",
    "negate",
    "part_at",
    "remove_part",
    "switch",
    "worded",
]
