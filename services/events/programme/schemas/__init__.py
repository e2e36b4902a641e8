"""The shapes of a programme: in JSON, in the organisers' form and as a calendar."""

from services.events.programme.schemas.forms import SessionForm, faults_of
from services.events.programme.schemas.icalendar_file import programme_calendar
from services.events.programme.schemas.shapes import (
    SESSION_CHANGE,
    ProgrammeOut,
    ProposalIn,
    ProposalOut,
    ProposalQuery,
    ReleaseOut,
    SessionIn,
    SessionOut,
    programme_shape,
)

__all__ = [
    "SESSION_CHANGE",
    "ProgrammeOut",
    "ProposalIn",
    "ProposalOut",
    "ProposalQuery",
    "ReleaseOut",
    "SessionForm",
    "SessionIn",
    "SessionOut",
    "faults_of",
    "programme_calendar",
    "programme_shape",
]
