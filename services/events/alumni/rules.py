"""Who has taken part, through reorganisations, and how the regions compare."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from services.events.organisations.rules import standing_for
from shared.register import REGIONS, Council, Register

STEPS = 5


@dataclass(frozen=True)
class Region:
    """A region: its councils today, those that took part or applied, and those never reached."""

    name: str
    councils: int
    took_part: int
    applied: int
    never: tuple[Council, ...]

    @property
    def never_percent(self) -> int:
        """How many in a hundred were never reached."""
        return round(100 * len(self.never) / self.councils) if self.councils else 0

    @property
    def heat(self) -> int:
        """The shade on the map, 0 (all reached) to 4."""
        return min(STEPS - 1, self.never_percent * STEPS // 100)


def regions_by_reach(
    register: Register, took_part: Iterable[uuid.UUID], applied: Iterable[uuid.UUID]
) -> list[Region]:
    """Return every region; a council that took over another's area has the other's history."""
    took = standing_for(register, took_part)
    reached = standing_for(register, applied) | took
    found = []
    for region in REGIONS:
        there = [c for c in register.councils if c.is_current and c.region == region]
        never = tuple(sorted((c for c in there if c.id not in reached), key=lambda c: c.name))
        found.append(
            Region(
                region,
                len(there),
                sum(c.id in took for c in there),
                sum(c.id in reached and c.id not in took for c in there),
                never,
            )
        )
    return found


def known_as_today(register: Register, organisation_id: uuid.UUID | None) -> str:
    """Return who does an abolished council's work today, "" where it exists or is not known."""
    if organisation_id is None or organisation_id not in register.by_id:
        return ""
    return ", ".join(council.name for council in register.successors_of(organisation_id))
