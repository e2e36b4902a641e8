"""Brings a spreadsheet of proposals in: one proposal a row, known by its reference."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.queries import Edition, find_named_edition, get_edition
from services.events.proposals.actions.bodies import Bodies, Body, get_bodies
from services.events.proposals.actions.entering import new_proposal
from services.events.proposals.actions.reading import RowText, read_row
from services.events.proposals.models import Proposal
from services.events.proposals.queries import find_by_reference
from services.events.proposals.rules import Source
from shared.auth.tokens import Role
from shared.imports import Fault, ImportOptions, Outcome, Row

_BATCH = 500


@dataclass(frozen=True)
class ProposalsImporter:
    """The kind of file `proposals`, of an edition.

    A row that says what it said last time changes nothing, also where people have edited the
    proposal since. What was decided about a proposal stays.
    """

    kind: str = "proposals"
    concerns: str = "edition"
    required: tuple[str, ...] = ("reference", "title", "organisation")
    optional: tuple[str, ...] = (
        "abstract",
        "format",
        "theme",
        "organisation_kind",
        "people",
        "score",
        "duration_minutes",
        "expected_audience",
        "available",
        "needs",
        "innovation",
    )
    roles: frozenset[Role] = frozenset({Role.ORGANISER})

    def find_concern(self, name: str) -> uuid.UUID | None:
        """Return the id of the edition meant by its id or its slug."""
        with database.reading() as session:
            edition = find_named_edition(session, name)
        return edition.id if edition else None

    def run(
        self, session: Session, rows: Sequence[Row], options: ImportOptions
    ) -> Iterator[tuple[Row, Outcome]]:
        """Bring the rows in, some hundreds at a time."""
        edition = get_edition(session, options.concerns_id or uuid.UUID(int=0))
        bringer = _Bringer(session, edition, get_bodies(session), dt.datetime.now(dt.UTC))
        seen: dict[str, int] = {}
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            known = find_by_reference(session, edition.id, [r.values["reference"] for r in batch])
            for row in batch:
                yield row, bringer.bring_in(row, known, seen)
            session.flush()


@dataclass(frozen=True)
class _Bringer:
    """Writes rows into an edition."""

    session: Session
    edition: Edition
    bodies: Bodies
    now: dt.datetime

    def bring_in(self, row: Row, known: dict[str, Proposal], seen: dict[str, int]) -> Outcome:
        """Make a row's proposal say what the row says."""
        text, faults = read_row(row.values, self.edition.themes)
        first = seen.setdefault(text.reference, row.number)
        if first != row.number and text.reference:
            faults.append(Fault("reference", f"This reference is used in row {first} already."))
        if faults:
            return Outcome("rejected", tuple(faults))
        proposal = known.get(text.reference)
        if proposal is not None and proposal.source_mark == text.mark:
            return Outcome("unchanged")
        body = self.bodies.find(text.organisation)
        notes = (Fault("organisation", body.note),) if body.note else ()
        if proposal is None:
            proposal = new_proposal(self.edition.id, Source.IMPORT, self.now)
            proposal.reference = text.reference
            proposal.submitted_at = self.now
            _write(proposal, text, body)
            self.session.add(proposal)
            return Outcome("created", notes=notes)
        _write(proposal, text, body)
        proposal.version += 1
        proposal.changed_at = self.now
        return Outcome("updated", notes=notes)


def _write(proposal: Proposal, text: RowText, body: Body) -> None:
    for name, value in text.columns.items():
        setattr(proposal, name, value)
    proposal.source_mark = text.mark
    proposal.organisation_name = text.organisation
    proposal.organisation_id, proposal.region = body.id, body.region
    proposal.organisation_kind = text.organisation_kind or body.kind.value
