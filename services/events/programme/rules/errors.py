"""What can stand against a change of the programme."""

from __future__ import annotations

from shared.refusals import Conflict, Invalid, NotFound, Stale


class EndsBeforeStart(Invalid):
    """A session ends at or before its start."""


class OutsideEdition(Invalid):
    """A session is not within one day of the edition."""


class PlacedInPart(Invalid):
    """A session has a stage without a time, or a time without a stage."""


class NoSuchTime(Invalid):
    """A time that London's clocks leave out, or that is no time at all."""


class AnotherEdition(Invalid):
    """A stage or proposal belongs to another edition, or to none."""


class StageTaken(Conflict):
    """Another session is on the stage at that time."""


class ChangedMeanwhile(Stale):
    """Somebody else moved or changed a session since the programme was looked at."""


class NothingToUndo(Conflict):
    """Nothing was moved by this person that could be taken back."""


class ProposalScheduled(Conflict):
    """The proposal has a session already."""


class ProposalWithdrawn(Conflict):
    """The proposal's organisation no longer wants to take part."""


class SessionCancelled(Conflict):
    """A cancelled session stays as it was."""


class NothingToRelease(Conflict):
    """No session has been scheduled."""


class SessionsOutside(Conflict):
    """Sessions lie outside the edition's days since these were changed."""


class NotReleased(NotFound):
    """No version of the programme is public yet."""
