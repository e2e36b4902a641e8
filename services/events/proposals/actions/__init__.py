"""Use cases of proposals: taken from an answer, entered, imported."""

from services.events.proposals.actions.answering import take_answer
from services.events.proposals.actions.entering import add_proposal, edit_proposal
from services.events.proposals.actions.importing import ProposalsImporter

__all__ = [
    "ProposalsImporter",
    "add_proposal",
    "edit_proposal",
    "take_answer",
]
