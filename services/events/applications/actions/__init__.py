"""Use cases of applications: writing them, importing them, and finding their councils."""

from services.events.applications.actions.applying import (
    begin_application,
    confirm_sponsor,
    open_calls,
    resend_link,
    save_application,
    submit_application,
    withdraw_application,
)
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
    "begin_application",
    "confirm_sponsor",
    "edit_application",
    "keep_panel_score",
    "match_councils",
    "open_calls",
    "resend_link",
    "save_application",
    "set_councils",
    "submit_application",
    "withdraw_application",
    "write_fields",
]
