"""What a feature provides so that a kind of file can be imported."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from shared.auth.tokens import Role
from shared.imports.sheets import Fault, Row


@dataclass(frozen=True)
class ImportOptions:
    """What the person said with the file."""

    publish: bool
    actor_id: uuid.UUID
    concerns_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a row; a rejected one has faults, any row may have notes."""

    state: Literal["created", "updated", "unchanged", "rejected"]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


class Importer(Protocol):
    """Brings in one kind of file.

    One whose rows are all for one edition or cohort says so by `concerns = "edition"` or `"cohort"`:
    the person names it with the file, and `ImportOptions.concerns_id` has it. Where it also has
    `find_concern(name)`, that says what an id or another name means, None for nothing.
    """

    @property
    def kind(self) -> str:
        """What people call this kind of file."""
        ...

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        ...

    @property
    def optional(self) -> tuple[str, ...]:
        """The columns we read where they are there."""
        ...

    @property
    def roles(self) -> frozenset[Role]:
        """Who may import it."""
        ...

    def run(
        self, session: Session, rows: Sequence[Row], options: ImportOptions
    ) -> Iterator[tuple[Row, Outcome]]:
        """Bring the rows in, in the transaction that is open, and say what became of each."""
        ...


def concern_of(importer: Importer) -> str:
    """Return what an importer's rows are all for: "edition", "cohort", or "" for nothing."""
    return str(getattr(importer, "concerns", ""))


def find_concern(importer: Importer, name: str) -> uuid.UUID | None:
    """Return the id of the edition or cohort that a name means to the importer."""
    find: Callable[[str], uuid.UUID | None] | None = getattr(importer, "find_concern", None)
    if find is not None:
        return find(name)
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
