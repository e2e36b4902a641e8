"""What the rules of a timetable refuse: a move, or a release."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.events.editions.queries import Edition
from services.events.editions.rules import Severity
from services.events.grid.queries import list_conflicts
from services.events.grid.rules import HeldBack, MoveBlocked
from services.events.programme.models import ProgrammeSession
from services.events.timetables.rules.problem import HARD

_SAID = 5


def refuse_blocked(session: Session, edition: Edition, moved: Sequence[ProgrammeSession]) -> None:
    """Raise MoveBlocked where what was moved breaks a rule that blocks."""
    ids = {str(one.id) for one in moved}
    found = [
        conflict.text
        for conflict in list_conflicts(session, edition)
        if conflict.severity is Severity.BLOCK and ids & set(conflict.items)
    ]
    if found:
        raise MoveBlocked(" ".join(found[:_SAID]) + " Choose another time or stage.")


def hold_back(session: Session, edition: Edition) -> None:
    """Raise HeldBack where the timetable breaks a rule that holds a release back."""
    found = [c.text for c in list_conflicts(session, edition) if c.severity in HARD]
    if found:
        more = f" And {len(found) - _SAID} more." if len(found) > _SAID else ""
        raise HeldBack(f"The programme cannot go public yet. {' '.join(found[:_SAID])}{more}")
