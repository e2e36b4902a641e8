"""What an edition may be: its facts, its days, its call for proposals, and how strict its rules are."""

from services.events.editions.rules.calls import (
    CallClosed,
    CallState,
    accepts_proposals,
    call_state,
    deadline_moment,
)
from services.events.editions.rules.days import (
    Break,
    EditionDay,
    Shape,
    days_from_json,
    plan_days,
    shifted_days,
)
from services.events.editions.rules.facts import (
    LONDON,
    MAX_DAYS,
    DuplicateEdition,
    EditionState,
    StageInUse,
    check_days,
    check_stage_names,
    days_of,
    edition_slug,
    edition_state,
    slug_of,
    themes_of,
)
from services.events.editions.rules.severities import (
    DEFAULT_SEVERITIES,
    RULE_LABELS,
    ConflictRule,
    Severity,
    severities_of,
)

__all__ = [
    "DEFAULT_SEVERITIES",
    "LONDON",
    "MAX_DAYS",
    "RULE_LABELS",
    "Break",
    "CallClosed",
    "CallState",
    "ConflictRule",
    "DuplicateEdition",
    "EditionDay",
    "EditionState",
    "Severity",
    "Shape",
    "StageInUse",
    "accepts_proposals",
    "call_state",
    "check_days",
    "check_stage_names",
    "days_from_json",
    "days_of",
    "deadline_moment",
    "edition_slug",
    "edition_state",
    "plan_days",
    "severities_of",
    "shifted_days",
    "slug_of",
    "themes_of",
]
