"""The shapes of a proposal: in JSON and in forms."""

from services.events.proposals.schemas.forms import ProposalForm
from services.events.proposals.schemas.shapes import (
    PROPOSAL_CHANGE,
    SUBMITTED_CHANGE,
    BeginningIn,
    ProposalIn,
    ProposalOut,
    ProposalQuery,
)

__all__ = [
    "PROPOSAL_CHANGE",
    "SUBMITTED_CHANGE",
    "BeginningIn",
    "ProposalForm",
    "ProposalIn",
    "ProposalOut",
    "ProposalQuery",
]
