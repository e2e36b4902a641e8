"""Writes what is known of an application."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.events.applications.actions.telling import tell_received
from services.events.applications.models import Application, ApplicationCouncil
from services.events.applications.queries import find_by_reference, get_application
from services.events.applications.rules import (
    DuplicateApplication,
    State,
    check_seats,
    reference_of,
)
from services.events.cohorts.queries import Cohort, get_cohort
from services.events.database import database
from services.events.organisations.queries import get_directory
from services.events.organisations.rules import Directory
from services.events.programme.rules import LONDON
from services.events.schemes.rules import issues_meant
from shared.db import new_id

_PLAIN = (
    "seats_least",
    "seats_most",
    "statement",
    "affected",
    "outcomes",
    "answers",
    "commitments",
    "team",
    "contact_name",
    "sponsor_name",
)


def blank_application(cohort: Cohort, now: dt.datetime) -> Application:
    """Return an application that says nothing yet."""
    application_id = new_id()
    return Application(
        id=application_id,
        cohort_id=cohort.id,
        reference=reference_of(application_id),
        state=State.DRAFT,
        issues=[],
        seats_least=cohort.seats_least,
        seats_most=cohort.seats_most,
        statement="",
        affected="",
        outcomes="",
        answers={},
        commitments=[],
        team=[],
        contact_name="",
        sponsor_name="",
        created_at=now,
        changed_at=now,
        version=1,
        councils=[],
    )


def add_application(cohort_id: uuid.UUID, fields: dict[str, Any], now: dt.datetime) -> Application:
    """Take an application that an organiser enters. Raises NotFound, Invalid, DuplicateApplication."""
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id)
        application = blank_application(cohort, now)
        application.cohort = cohort
        reference = fields.get("reference")
        if reference:
            if find_by_reference(session, cohort.id, [reference]):
                raise DuplicateApplication(
                    f"The cohort has an application {reference}", pointer="/reference"
                )
            application.reference = reference
        application.imported_score = fields.get("score")
        application.state = State.SUBMITTED
        application.submitted_at = now
        session.add(application)
        write_fields(session, application, fields)
        tell_received(session, application)
    return application


def edit_application(
    application_id: uuid.UUID,
    fields: dict[str, Any],
    check_version: Callable[[int], None],
    now: dt.datetime,
) -> Application:
    """Change what is given of an application, as an organiser.

    Raises NotFound, Invalid, and what `check_version` raises.
    """
    with database.transaction() as session:
        application = get_application(session, application_id, lock=True)
        check_version(application.version)
        if "score" in fields:
            application.imported_score = fields["score"]
        if "state" in fields:
            application.state = fields["state"]
        write_fields(session, application, fields)
        application.changed_at = now
        application.version += 1
    return application


def write_fields(session: Session, application: Application, fields: dict[str, Any]) -> None:
    """Write what is given into an application. Raises Invalid."""
    for name in _PLAIN:
        if name in fields:
            setattr(application, name, fields[name])
    check_seats(application.seats_least, application.seats_most)
    if "issues" in fields:
        application.issues = issues_meant(fields["issues"], application.cohort.scheme.issues)
    if "council" in fields or "partners" in fields:
        names = [council.name for council in application.councils]
        lead = fields.get("council", names[0] if names else "")
        partners = fields.get("partners", names[1:])
        set_councils(application, [lead, *partners], get_directory(session))


def set_councils(application: Application, names: Sequence[str], directory: Directory) -> list[str]:
    """Name the councils, the leading one first; return notes on names a person should look at."""
    deadline = application.cohort.deadline_at
    on = deadline.astimezone(LONDON).date() if deadline else None
    rows = {council.position: council for council in application.councils}
    kept: list[ApplicationCouncil] = []
    notes: list[str] = []
    for position, name in enumerate(dict.fromkeys(name for name in names if name)):
        row = rows.get(position) or ApplicationCouncil(position=position)
        if row.name != name or row.organisation_id is None:
            meant = directory.find(name, on)
            row.name, row.organisation_id = name, meant.organisation_id
            if meant.note:
                notes.append(meant.note)
        kept.append(row)
    application.councils = kept
    return notes


def keep_panel_score(session: Session, application_id: uuid.UUID, score: float | None) -> None:
    """Keep what the panel's scores come to, None where there is no score."""
    application = get_application(session, application_id, lock=True)
    application.panel_score = score
