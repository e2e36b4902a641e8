"""What a selection is, what it is worth, which limits it breaks, and the list-goer's way."""

from services.events.selections.rules.drawing import cards_of
from services.events.selections.rules.greedy import choose_greedily
from services.events.selections.rules.plans import plan_from, plan_query
from services.events.selections.rules.problem import (
    Application,
    Council,
    Quota,
    Selection,
    Weights,
    cannot_be_chosen,
    quota_count,
    seat_range,
)
from services.events.selections.rules.value import (
    broken_limits,
    limit_text,
    most_grouped,
    own_worth,
    value,
)
from services.events.solving.rules import FULL

__all__ = [
    "FULL",
    "Application",
    "Council",
    "Quota",
    "Selection",
    "Weights",
    "broken_limits",
    "cannot_be_chosen",
    "cards_of",
    "choose_greedily",
    "limit_text",
    "most_grouped",
    "own_worth",
    "plan_from",
    "plan_query",
    "quota_count",
    "seat_range",
    "value",
]
