"""The rules of a timetable, and how strictly an edition takes each of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Severity(enum.StrEnum):
    """What a broken rule does: refuse the change, hold back the release, be shown, or nothing."""

    BLOCK = "block"
    BLOCK_RELEASE = "block_release"
    WARN = "warn"
    OFF = "off"


class ConflictRule(enum.StrEnum):
    """What can be wrong with a timetable; the values are kept in editions and are permanent."""

    PERSON_TWICE = "person_twice"
    UNAVAILABLE = "unavailable"
    TURNAROUND = "turnaround"
    STAGE_OVERLAP = "stage_overlap"
    STAGE_TOO_SMALL = "stage_too_small"
    THEME_CLASH = "theme_clash"
    KIND_BALANCE = "kind_balance"
    COUNCIL_TWICE = "council_twice"
    CHAIR_MISSING = "chair_missing"
    NEEDS_LACKING = "needs_lacking"


RULE_LABELS: Mapping[ConflictRule, str] = {
    ConflictRule.PERSON_TWICE: "A person in two places at once, in any role",
    ConflictRule.UNAVAILABLE: "Held when its people cannot be there",
    ConflictRule.TURNAROUND: "Too little time to walk or to turn a stage round",
    ConflictRule.STAGE_OVERLAP: "Two sessions on one stage, or on one floor without headphones",
    ConflictRule.STAGE_TOO_SMALL: "The stage is too small for the audience expected",
    ConflictRule.THEME_CLASH: "Two sessions of one theme against each other",
    ConflictRule.KIND_BALANCE: "A day without a fair mix of kinds of organisation",
    ConflictRule.COUNCIL_TWICE: "A council in the programme more than once",
    ConflictRule.CHAIR_MISSING: "A launch panel or talk without the chair it needs",
    ConflictRule.NEEDS_LACKING: "The stage lacks what the session needs",
}

DEFAULT_SEVERITIES: Mapping[ConflictRule, Severity] = {
    ConflictRule.PERSON_TWICE: Severity.BLOCK,
    ConflictRule.UNAVAILABLE: Severity.BLOCK_RELEASE,
    ConflictRule.TURNAROUND: Severity.WARN,
    ConflictRule.STAGE_OVERLAP: Severity.BLOCK,
    ConflictRule.STAGE_TOO_SMALL: Severity.WARN,
    ConflictRule.THEME_CLASH: Severity.WARN,
    ConflictRule.KIND_BALANCE: Severity.WARN,
    ConflictRule.COUNCIL_TWICE: Severity.WARN,
    ConflictRule.CHAIR_MISSING: Severity.BLOCK_RELEASE,
    ConflictRule.NEEDS_LACKING: Severity.BLOCK_RELEASE,
}


def severities_of(kept: Mapping[str, str]) -> dict[ConflictRule, Severity]:
    """Return how strict an edition is with every rule: as kept, else the default."""
    return {rule: Severity(kept.get(rule, DEFAULT_SEVERITIES[rule])) for rule in ConflictRule}
