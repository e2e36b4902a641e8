"""Use cases of the programme: schedule, release, and tell the catalogue what was shown."""

from services.events.programme.actions.placing import (
    Actor,
    Move,
    move_sessions,
    place_session,
    swap_sessions,
    undo_placement,
)
from services.events.programme.actions.releases import release_programme
from services.events.programme.actions.rescheduling import (
    Rescheduling,
    rehearse_rescheduling,
    reschedule_edition,
)
from services.events.programme.actions.sessions import (
    cancel_session,
    edit_session,
    schedule_session,
)
from services.events.programme.actions.showcase import showcase_sessions

__all__ = [
    "Actor",
    "Move",
    "Rescheduling",
    "cancel_session",
    "edit_session",
    "move_sessions",
    "place_session",
    "rehearse_rescheduling",
    "release_programme",
    "reschedule_edition",
    "schedule_session",
    "showcase_sessions",
    "swap_sessions",
    "undo_placement",
]
