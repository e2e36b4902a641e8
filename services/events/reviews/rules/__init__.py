"""Who may judge what, how the work is shared, what scores say, and what letters say."""

from services.events.reviews.rules.assigning import Candidate, Judge, assign, loads, may_judge
from services.events.reviews.rules.letters import LETTERS, DecisionLetter, decision_letter
from services.events.reviews.rules.scoring import (
    DEFAULT_CRITERIA,
    HIGHEST,
    LOWEST,
    Criterion,
    Figures,
    check_scores,
    criteria_of,
    figures_of,
    weighted,
)

__all__ = [
    "DEFAULT_CRITERIA",
    "HIGHEST",
    "LETTERS",
    "LOWEST",
    "Candidate",
    "Criterion",
    "DecisionLetter",
    "Figures",
    "Judge",
    "assign",
    "check_scores",
    "criteria_of",
    "decision_letter",
    "figures_of",
    "loads",
    "may_judge",
    "weighted",
]
