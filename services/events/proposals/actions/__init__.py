"""Use cases of proposals: taken from an answer, entered, imported."""

from services.events.proposals.actions.answering import take_answer
from services.events.proposals.actions.calling import (
    begin_proposal,
    open_link,
    prune_drafts,
    save_proposal,
    send_link_again,
)
from services.events.proposals.actions.entering import add_proposal, edit_proposal
from services.events.proposals.actions.importing import ProposalsImporter

__all__ = [
    "ProposalsImporter",
    "add_proposal",
    "begin_proposal",
    "edit_proposal",
    "open_link",
    "prune_drafts",
    "save_proposal",
    "send_link_again",
    "take_answer",
]
