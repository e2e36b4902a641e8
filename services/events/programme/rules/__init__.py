"""What a programme may be: when sessions are held, what differs between releases, how it is read."""

from services.events.programme.rules.errors import (
    AnotherEdition,
    ChangedMeanwhile,
    NoSuchTime,
    NothingToRelease,
    NothingToUndo,
    NotReleased,
    PlacedInPart,
    ProposalScheduled,
    ProposalWithdrawn,
    SessionCancelled,
    SessionsOutside,
    StageTaken,
)
from services.events.programme.rules.places import (
    Place,
    free_slots,
    place_from_json,
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
    "ChangedMeanwhile",
    "Difference",
    "Entry",
    "NoSuchTime",
    "NotReleased",
    "NothingToRelease",
    "NothingToUndo",
    "Place",
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
    "free_slots",
    "is_within",
    "london_moment",
    "next_entries",
    "place_from_json",
    "read_clock",
]
