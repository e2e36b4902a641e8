"""Whom a name means, and what to tell the person who wrote it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.register import Matcher, Register

_SURE = 0.8


@dataclass(frozen=True)
class Meant:
    """Whom a name was taken for (None: nobody), and a note where a person should look."""

    organisation_id: uuid.UUID | None
    note: str = ""


@dataclass(frozen=True)
class Directory:
    """Every body we know: the councils as a register with its matcher, the others by their name."""

    register: Register
    others: Mapping[str, uuid.UUID] = field(default_factory=dict)
    matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "matcher", Matcher(self.register.councils))

    def find(self, name: str, on: dt.date | None = None) -> Meant:
        """Return whom a name means, on a day where it has meant several over time."""
        other = self.others.get(" ".join(name.split()).casefold())
        if other is not None:
            return Meant(other)
        match = self.matcher.match(name, on)
        if match.council is None:
            if match.candidates:
                several = ", ".join(council.name for council in match.candidates[:3])
                return Meant(None, f"“{name}” could be several: {several}. Write the full name.")
            return Meant(None, f"We do not know “{name}”. It is kept as written.")
        if match.confidence < _SURE:
            return Meant(
                match.council.id, f"“{name}” was taken for {match.council.name}. Check it."
            )
        return Meant(match.council.id)


def standing_for(register: Register, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return these organisations with those that do the work today of the ones that have ended."""
    found = set(ids)
    for one in list(found):
        if one in register.by_id:
            found |= {council.id for council in register.successors_of(one)}
    return found
