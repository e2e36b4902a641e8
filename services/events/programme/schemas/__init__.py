"""The shapes of a programme: in JSON, in the organisers' form and as a calendar."""

from services.events.programme.schemas.forms import SessionForm
from services.events.programme.schemas.icalendar_file import programme_calendar
from services.events.programme.schemas.shapes import (
    SESSION_CHANGE,
    ConfirmedReschedulingIn,
    ProgrammeOut,
    ReschedulingIn,
    ReschedulingOut,
    SessionIn,
    SessionOut,
    SessionQuery,
    programme_shape,
)

__all__ = [
    "SESSION_CHANGE",
    "ConfirmedReschedulingIn",
    "ProgrammeOut",
    "ReschedulingIn",
    "ReschedulingOut",
    "SessionForm",
    "SessionIn",
    "SessionOut",
    "SessionQuery",
    "programme_calendar",
    "programme_shape",
]
