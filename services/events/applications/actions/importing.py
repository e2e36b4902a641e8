"""Brings in a spreadsheet of applications to a cohort: one a row, known by its reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from sqlalchemy.orm import Session

from services.events.applications.actions.telling import tell_received
from services.events.applications.actions.writing import blank_application, set_councils
from services.events.applications.models import Application
from services.events.applications.queries import find_by_reference
from services.events.applications.rules import (
    MOST_COUNCILS,
    State,
    check_seats,
    read_score,
    read_seats,
    split_list,
)
from services.events.cohorts.queries import Cohort, get_cohort
from services.events.editions.rules import slug_of
from services.events.organisations.queries import get_directory
from shared.auth.tokens import Role
from shared.imports import Fault, FileFault, ImportOptions, Outcome, Row
from shared.refusals import Invalid, NotFound

_BATCH = 500
_LONGEST = 200


@dataclass(frozen=True)
class ApplicationsImporter:
    """The kind of file `applications`. On a reference we know, an empty cell leaves what is there."""

    kind: str = "applications"
    concerns: str = "cohort"
    required: tuple[str, ...] = ("reference", "council")
    optional: tuple[str, ...] = ("partners", "issues", "seats_least", "seats_most", "score")
    roles: frozenset[Role] = frozenset({Role.ORGANISER})

    def run(
        self, session: Session, rows: Sequence[Row], options: ImportOptions
    ) -> Iterator[tuple[Row, Outcome]]:
        """Bring the rows in, some hundreds at a time. Raises FileFault for a cohort there is not."""
        if options.concerns_id is None:
            raise FileFault("Say which cohort the applications are for.", field="cohort")
        try:
            cohort = get_cohort(session, options.concerns_id)
        except NotFound as missing:
            raise FileFault("There is no such cohort.", field="cohort") from missing
        keeper = _Keeper(session, cohort)
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            yield from keeper.keep(batch)


class _Keeper:
    """Writes rows batch by batch."""

    def __init__(self, session: Session, cohort: Cohort) -> None:
        self._session = session
        self._cohort = cohort
        self._directory = get_directory(session)
        self._seen: dict[str, int] = {}
        self._now = dt.datetime.now(dt.UTC)
        self._issues = {issue["slug"]: issue["slug"] for issue in cohort.scheme.issues}
        self._issues |= {slug_of(i["label"]): i["slug"] for i in cohort.scheme.issues}

    def keep(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Outcome]]:
        known = find_by_reference(
            self._session, self._cohort.id, [row.values["reference"] for row in rows]
        )
        for row in rows:
            application = known.get(row.values["reference"])
            try:
                fields = self._read(row, application)
            except Invalid as fault:
                field = (fault.pointer or "/").removeprefix("/")
                yield row, Outcome("rejected", (Fault(field, fault.message),))
                continue
            yield row, self._write(application, fields)
        self._session.flush()

    def _read(self, row: Row, application: Application | None) -> dict[str, Any]:
        """Return what a row says. Raises Invalid."""
        values = row.values
        for name in ("reference", "council"):
            if not values[name] or len(values[name]) > _LONGEST:
                raise Invalid(f"Enter the {name}, in {_LONGEST} characters", pointer=f"/{name}")
        earlier = self._seen.setdefault(values["reference"], row.number)
        if earlier != row.number:
            raise Invalid(f"This reference is in row {earlier} already", pointer="/reference")
        councils = list(dict.fromkeys([values["council"], *split_list(values["partners"])]))
        if len(councils) > MOST_COUNCILS:
            raise Invalid(f"{MOST_COUNCILS} councils at most apply together", pointer="/partners")
        fields: dict[str, Any] = {"reference": values["reference"], "councils": councils}
        if values["issues"]:
            fields["issues"] = split_list(values["issues"])
        if values["score"]:
            fields["imported_score"] = read_score(values["score"])
        fields |= {
            name: read_seats(values[name], name)
            for name in ("seats_least", "seats_most")
            if values[name]
        }
        default = application or self._cohort
        least = fields.get("seats_least", default.seats_least)
        most = fields.get("seats_most", max(default.seats_most, least))
        if "seats_least" not in fields:
            least = min(least, most)
        check_seats(least, most)
        return fields | {"seats_least": least, "seats_most": most}

    def _write(self, application: Application | None, fields: dict[str, Any]) -> Outcome:
        state: Literal["created", "updated", "unchanged"] = "unchanged"
        if application is None:
            application = blank_application(self._cohort, self._now)
            application.reference = fields["reference"]
            application.state, application.submitted_at = State.SUBMITTED, self._now
            state = "created"
        application.cohort = self._cohort
        before = _facts(application)
        notes = set_councils(application, fields["councils"], self._directory)
        faults = [Fault("council", note) for note in notes]
        if "issues" in fields:
            application.issues, strange = self._issues_meant(fields["issues"])
            faults += [
                Fault("issues", f"“{i}” is not one of the scheme's issues. It is kept as written.")
                for i in strange
            ]
        for name in ("seats_least", "seats_most", "imported_score"):
            if name in fields:
                setattr(application, name, fields[name])
        if state == "created":
            self._session.add(application)
            tell_received(self._session, application)
        elif _facts(application) != before:
            application.changed_at = self._now
            application.version += 1
            state = "updated"
        return Outcome(state, notes=tuple(faults))

    def _issues_meant(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return issues by slug, and those that are not of the scheme's list."""
        slugs = {slug_of(text): text for text in texts if slug_of(text)}
        found = dict.fromkeys(self._issues.get(slug, slug) for slug in slugs)
        return list(found), [text for slug, text in slugs.items() if slug not in self._issues]


def _facts(application: Application) -> tuple[Any, ...]:
    return (
        [(c.name, c.organisation_id) for c in application.councils],
        list(application.issues),
        application.seats_least,
        application.seats_most,
        application.imported_score,
    )
