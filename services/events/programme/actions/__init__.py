"""Use cases of the programme: schedule, release, and tell the catalogue what was shown."""

from services.events.programme.actions.releases import release_programme
from services.events.programme.actions.sessions import (
    cancel_session,
    edit_session,
    schedule_session,
)
from services.events.programme.actions.showcase import showcase_sessions

__all__ = [
    "cancel_session",
    "edit_session",
    "release_programme",
    "schedule_session",
    "showcase_sessions",
]
