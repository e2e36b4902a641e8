"""Brings spreadsheets of innovations in, a thousand rows at a time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.catalogue.innovations.actions.announcing import announce_published
from services.catalogue.innovations.actions.drafting import (
    make_public,
    match_of,
    new_draft,
    text_columns,
    touch,
    write_columns,
)
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.queries import find_by_reference, list_taken_slugs
from services.catalogue.innovations.rules import (
    COLUMNS,
    InnovationText,
    Source,
    State,
    faults_of,
    fingerprint,
    read_written,
    reference_fault,
    slug_of,
)
from services.catalogue.organisations.queries import Bodies, get_bodies
from shared.auth.tokens import Role
from shared.imports import Fault, ImportOptions, Outcome, Row
from shared.register import REGIONS

_CHUNK = 1000
_SURE = 0.8


@dataclass(frozen=True)
class _Candidate:
    """A row as we read it; one with faults is not brought in."""

    row: Row
    reference: str
    text: InnovationText
    faults: tuple[Fault, ...]


class InnovationImporter:
    """Brings innovations in; a row's reference says which entry it is.

    A row that says what it said last time changes nothing, also where people have edited the entry
    since. An entry that was withdrawn stays so.
    """

    kind = "innovations"
    required = ("reference", "title", "organisation", "summary")
    optional = ("region", "year", "themes", "link")
    roles = frozenset({Role.REVIEWER})

    def run(
        self, session: Session, rows: Sequence[Row], options: ImportOptions
    ) -> Iterator[tuple[Row, Outcome]]:
        """Bring the rows in, in the transaction that is open."""
        now = dt.datetime.now(dt.UTC)
        bodies = get_bodies(session)
        first_rows: dict[str, int] = {}
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            known = find_by_reference(session, [r.values["reference"] for r in chunk], lock=True)
            candidates = [_read(row, known, first_rows, now.year) for row in chunk]
            yield from _Batch(session, bodies, known, publish=options.publish, now=now).take(
                candidates
            )


def _read(
    row: Row, known: dict[str, Innovation], first_rows: dict[str, int], this_year: int
) -> _Candidate:
    reference = row.values["reference"]
    text, unread = read_written(row.values)
    said = {"reference": reference_fault(reference, known=reference in known)}
    said |= faults_of(text, this_year) | unread
    first = first_rows.setdefault(reference.casefold(), row.number)
    if first != row.number and said["reference"] is None:
        said["reference"] = f"The reference {reference} is already used in row {first}"
    faults = tuple(
        Fault(name, said[name] or "") for name in ("reference", *COLUMNS) if said.get(name)
    )
    return _Candidate(row, reference, text, faults)


class _Batch:
    """Rows that are read, looked up and written together."""

    def __init__(
        self,
        session: Session,
        bodies: Bodies,
        known: dict[str, Innovation],
        *,
        publish: bool,
        now: dt.datetime,
    ) -> None:
        self._session = session
        self._bodies = bodies
        self._known = known
        self._publish = publish
        self._now = now
        self._announced: list[Innovation] = []

    def take(self, candidates: Sequence[_Candidate]) -> list[tuple[Row, Outcome]]:
        """Bring the sound ones in, and say what became of each."""
        fresh = [c for c in candidates if not c.faults and c.reference not in self._known]
        slugs = [slug_of(c.text.title, c.reference) for c in fresh]
        self._taken = list_taken_slugs(self._session, slugs)
        outcomes = [(candidate.row, self._outcome(candidate)) for candidate in candidates]
        self._session.flush()
        announce_published(self._session, self._announced, self._bodies)
        return outcomes

    def _outcome(self, candidate: _Candidate) -> Outcome:
        if candidate.faults:
            return Outcome("rejected", candidate.faults)
        entry = self._known.get(candidate.reference)
        return self._create(candidate) if entry is None else self._update(entry, candidate)

    def _create(self, candidate: _Candidate) -> Outcome:
        slug = slug_of(candidate.text.title, candidate.reference, self._taken)
        self._taken.add(slug)
        entry = new_draft(candidate.reference, slug, self._now)
        entry.source, entry.source_id = Source.IMPORT, candidate.reference
        entry.source_mark = fingerprint(candidate.text)
        organisation_id, notes = self._organisation(candidate.text)
        write_columns(entry, text_columns(candidate.text) | {"organisation_id": organisation_id})
        if self._publish:
            self._make_public(entry)
        self._session.add(entry)
        return Outcome("created", (), (*_region_notes(candidate.text), *notes))

    def _update(self, entry: Innovation, candidate: _Candidate) -> Outcome:
        mark = fingerprint(candidate.text)
        columns: dict[str, Any] = {}
        notes: tuple[Fault, ...] = ()
        if entry.source_mark != mark:
            columns = text_columns(candidate.text)
            entry.source_mark = mark
        same_name = entry.organisation_name == candidate.text.organisation
        never_chosen = entry.organisation_id is None and entry.edited_by is None
        if (columns and not same_name) or (same_name and never_chosen):
            columns["organisation_id"], notes = self._organisation(candidate.text)
        changed = any(getattr(entry, name) != value for name, value in columns.items())
        published = self._publish and entry.state == State.DRAFT
        if not changed and not published:
            return Outcome("unchanged", (), notes)
        write_columns(entry, columns)
        touch(entry, self._now)
        if published:
            self._make_public(entry)
        elif entry.state == State.PUBLISHED:
            self._announced.append(entry)
        return Outcome("updated", (), (*_region_notes(candidate.text), *notes))

    def _make_public(self, entry: Innovation) -> None:
        make_public(entry, self._now)
        self._announced.append(entry)

    def _organisation(self, text: InnovationText) -> tuple[uuid.UUID | None, tuple[Fault, ...]]:
        """Whom a text's organisation means, and what to say about that."""
        match = match_of(self._bodies, text)
        if match.council is None:
            said = f"“{text.organisation}” was not matched to an organisation; kept as written."
            return None, (Fault("organisation", said),)
        if match.confidence < _SURE:
            said = f"“{text.organisation}” was taken for {match.council.name}. Please check."
            return match.council.id, (Fault("organisation", said),)
        return match.council.id, ()


def _region_notes(text: InnovationText) -> tuple[Fault, ...]:
    if text.region is None or text.region in REGIONS:
        return ()
    said = f"“{text.region}” is not one of England's nine regions; kept as written."
    return (Fault("region", said),)
