"""Use cases of proposals: taken from an answer, entered, imported."""

from services.events.proposals.actions.answering import take_answer
from services.events.proposals.actions.calling import (
    begin_proposal,
    open_link,
    prune_drafts,
    save_proposal,
    send_link_again,
)
from services.events.proposals.actions.entering import add_proposal, edit_proposal, new_proposal
from services.events.proposals.actions.importing import ProposalsImporter
from services.events.proposals.actions.links import new_link, spend_link, tell

__all__ = [
    "ProposalsImporter",
    "add_proposal",
    "begin_proposal",
    "edit_proposal",
    "new_link",
    "new_proposal",
    "open_link",
    "prune_drafts",
    "save_proposal",
    "send_link_again",
    "spend_link",
    "take_answer",
    "tell",
]
