"""What is done with innovations, from the first draft to counting who reads them."""

from services.catalogue.innovations.actions.announcing import forget_changes, note_organisation
from services.catalogue.innovations.actions.changing import (
    choose_organisation,
    edit_innovation,
    publish_innovations,
    withdraw_innovation,
)
from services.catalogue.innovations.actions.drafting import submit_innovation
from services.catalogue.innovations.actions.importing import InnovationImporter
from services.catalogue.innovations.actions.reading import record_view
from services.catalogue.innovations.actions.showcasing import take_project, take_session
from services.catalogue.organisations.actions import RegisterImporter

# The kinds of file that the catalogue takes.
IMPORTERS = (InnovationImporter(), RegisterImporter())

__all__ = [
    "IMPORTERS",
    "InnovationImporter",
    "choose_organisation",
    "edit_innovation",
    "forget_changes",
    "note_organisation",
    "publish_innovations",
    "record_view",
    "submit_innovation",
    "take_project",
    "take_session",
    "withdraw_innovation",
]
