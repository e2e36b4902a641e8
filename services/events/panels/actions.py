"""Use cases of panels: ask somebody to score, declare a conflict of interest, score."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from psycopg.errors import UniqueViolation
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.events.applications.actions import keep_panel_score
from services.events.applications.queries import Application, get_application
from services.events.applications.rules import State
from services.events.cohorts.queries import get_cohort
from services.events.database import database
from services.events.panels.models import ConflictOfInterest, PanelMember, Score
from services.events.panels.queries import find_member, get_member, has_conflict, totals_of
from services.events.panels.rules import (
    DuplicateMember,
    HasConflict,
    ScoringClosed,
    read_points,
    result_of,
)
from shared.auth.mailed_tokens import hash_token
from shared.contracts.events import LetterWritten, PersonOffered
from shared.db import new_id
from shared.letters import offer_person, write_letter
from shared.refusals import NotFound

_LONGEST_COMMENT = 4000


def add_member(
    cohort_id: uuid.UUID, *, name: str, email: str, public_url: str, now: dt.datetime
) -> PanelMember:
    """Ask somebody to score a cohort's applications. Raises NotFound, DuplicateMember."""
    token = secrets.token_urlsafe(24)
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id)
        person_id = offer_person(session, PersonOffered, name=name, email=email)
        member = PanelMember(
            id=new_id(),
            cohort_id=cohort.id,
            name=name,
            person_id=person_id,
            token_hash=hash_token(token),
            created_at=now,
        )
        session.add(member)
        _flush(session)
        write_letter(
            session,
            LetterWritten,
            person_id=person_id,
            kind="panel-asked",
            subject=f"Please score the applications to {cohort.name}",
            text=f"You are on the panel of {cohort.name}. Here are the applications that you"
            f" score:\n\n{public_url}/events/panels/{token}\n\n"
            "If you have an interest in one of them, say so there before you read it.\n"
            "Keep this link to yourself.",
        )
    return member


def declare_conflict(member_id: uuid.UUID, application_id: uuid.UUID, now: dt.datetime) -> None:
    """Take an application away from a member, with the score they gave it; twice is harmless.

    Raises NotFound, ScoringClosed.
    """
    with database.transaction() as session:
        member = find_member(session, member_id)
        application = _open(session, application_id)
        if member is None or member.cohort_id != application.cohort_id:
            raise NotFound("There is no such member of this panel.")
        session.execute(
            insert(ConflictOfInterest)
            .values(member_id=member_id, application_id=application_id, declared_at=now)
            .on_conflict_do_nothing()
        )
        session.execute(
            delete(Score).where(
                Score.member_id == member_id, Score.application_id == application_id
            )
        )
        _keep_result(session, application)


def give_score(
    token: str,
    application_id: uuid.UUID,
    given: Mapping[str, Any],
    comment: str,
    now: dt.datetime,
) -> None:
    """Keep a member's score, and what all of them come to. Raises NotFound, HasConflict, Invalid."""
    with database.transaction() as session:
        member = get_member(session, token)
        application = _open(session, application_id)
        if application.cohort_id != member.cohort_id or application.state != State.SUBMITTED:
            raise NotFound("There is no such application on your list.")
        if has_conflict(session, member.id, application_id):
            raise HasConflict("You said that you have an interest in this application.")
        values = {
            "points": read_points(given, application.cohort.scheme.criteria),
            "comment": comment.strip()[:_LONGEST_COMMENT],
            "changed_at": now,
        }
        session.execute(
            insert(Score)
            .values(member_id=member.id, application_id=application_id, **values)
            .on_conflict_do_update(
                index_elements=[Score.member_id, Score.application_id], set_=values
            )
        )
        _keep_result(session, application)


def _open(session: Session, application_id: uuid.UUID) -> Application:
    """Return the application, locked: one member's score is counted at a time."""
    application = get_application(session, application_id, lock=True)
    if application.cohort.decided_at is not None:
        raise ScoringClosed("The cohort is decided. Scores can no longer be changed.")
    return application


def _keep_result(session: Session, application: Application) -> None:
    totals = totals_of(session, application.id, application.cohort.scheme.criteria)
    keep_panel_score(session, application.id, result_of(totals).mean)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise DuplicateMember(
                "The panel has somebody of this name already", pointer="/name"
            ) from error
        raise
