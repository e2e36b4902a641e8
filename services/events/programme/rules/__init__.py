"""What a programme may be: when sessions are held, what differs between releases, how it is read."""

from services.events.programme.rules.errors import (
    AnotherEdition,
    NoSuchTime,
    NothingToRelease,
    NotReleased,
    PlacedInPart,
    ProposalScheduled,
    ProposalWithdrawn,
    SessionCancelled,
    SessionsOutside,
    StageTaken,
)
from services.events.programme.rules.releases import (
    Difference,
    Entry,
    by_day_and_stage,
    differences,
    next_entries,
)
from services.events.programme.rules.times import (
    LONDON,
    check_slot,
    clock_text,
    is_within,
    london_moment,
    read_clock,
)

__all__ = [
    "LONDON",
    "AnotherEdition",
    "Difference",
    "Entry",
    "NoSuchTime",
    "NotReleased",
    "NothingToRelease",
    "PlacedInPart",
    "ProposalScheduled",
    "ProposalWithdrawn",
    "SessionCancelled",
    "SessionsOutside",
    "StageTaken",
    "by_day_and_stage",
    "check_slot",
    "clock_text",
    "differences",
    "is_within",
    "london_moment",
    "next_entries",
    "read_clock",
]
