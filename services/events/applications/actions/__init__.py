"""Use cases of applications: writing them, importing them, and finding their councils."""

from services.events.applications.actions.importing import ApplicationsImporter
from services.events.applications.actions.matching import match_councils
from services.events.applications.actions.writing import (
    add_application,
    edit_application,
    keep_panel_score,
    set_councils,
    write_fields,
)

__all__ = [
    "ApplicationsImporter",
    "add_application",
    "edit_application",
    "keep_panel_score",
    "match_councils",
    "set_councils",
    "write_fields",
]
