"""What an applicant does: ask for the form, save it, send it, take it back; by mailed links."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from services.events.applications.actions.letters import ask_sponsor, send_link, thank, welcome
from services.events.applications.actions.telling import tell_received
from services.events.applications.actions.writing import blank_application, write_fields
from services.events.applications.models import Application
from services.events.applications.queries import (
    completeness_of,
    count_begun_since,
    get_application,
    get_by_token,
)
from services.events.applications.rules import State, check_complete
from services.events.cohorts.models import Cohort
from services.events.cohorts.queries import call_of, get_cohort
from services.events.cohorts.rules import CallClosed, CallState, takes_applications
from services.events.database import database
from shared.auth.mailed_tokens import hash_token
from shared.contracts.events import PersonOffered
from shared.letters import offer_person
from shared.refusals import Conflict, TooMany

_MOST_AN_HOUR = 300
_BATCH = 100


def begin_application(
    cohort_id: uuid.UUID, *, name: str, email: str, council: str, public_url: str, now: dt.datetime
) -> Application:
    """Mail somebody the link to a form of their own, or keep their interest until the call opens.

    Raises NotFound, CallClosed, TooMany.
    """
    with database.transaction() as session:
        cohort = get_cohort(session, cohort_id)
        call = call_of(cohort, now)
        if call == CallState.OVER:
            raise CallClosed("The call for this cohort has closed.")
        if count_begun_since(session, cohort.id, now - dt.timedelta(hours=1)) >= _MOST_AN_HOUR:
            raise TooMany("Many people apply just now. Try again later.", retry_after_seconds=600)
        application = blank_application(cohort, now)
        application.cohort = cohort
        session.add(application)
        write_fields(session, application, {"contact_name": name, "council": council})
        application.person_id = offer_person(
            session,
            PersonOffered,
            name=name,
            email=email,
            organisation_id=application.lead.organisation_id,
            organisation_name=council,
        )
        if takes_applications(call):
            send_link(session, application, _new_token(application), public_url)
        else:
            application.state = State.INTERESTED
            welcome(session, application)
    return application


def open_calls(public_url: str, now: dt.datetime) -> int:
    """Mail the form to a batch of those who registered interest in a call that is now open."""
    with database.transaction() as session:
        waiting = session.scalars(
            select(Application)
            .join(Application.cohort)
            .options(joinedload(Application.cohort).joinedload(Cohort.scheme))
            .where(
                Application.state == State.INTERESTED,
                Cohort.opens_at <= now,
                Cohort.deadline_at >= now,
                Cohort.cancelled_at.is_(None),
            )
            .order_by(Application.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True, of=Application)
        ).all()
        for application in waiting:
            application.state = State.DRAFT
            application.changed_at = now
            send_link(session, application, _new_token(application), public_url)
        return len(waiting)


def resend_link(application_id: uuid.UUID, public_url: str) -> Application:
    """Mail the applicant a new link; the earlier one ends. Raises NotFound, Conflict."""
    with database.transaction() as session:
        application = get_application(session, application_id, lock=True)
        if application.person_id is None:
            raise Conflict("We have no address for this application: it came in a spreadsheet.")
        send_link(session, application, _new_token(application), public_url)
    return application


def save_application(
    token: str,
    fields: dict[str, Any],
    check_version: Callable[[int], None],
    *,
    public_url: str,
    now: dt.datetime,
) -> Application:
    """Keep what the applicant wrote, until the deadline and its grace.

    Raises NotFound, CallClosed, Invalid, and what `check_version` raises.
    """
    with database.transaction() as session:
        application = _open_application(session, token, now)
        check_version(application.version)
        _write(session, application, fields, now)
        if application.state == State.SUBMITTED and fields.get("sponsor_email"):
            ask_sponsor(session, application, _new_sponsor_token(application), public_url)
    return application


def submit_application(token: str, *, public_url: str, now: dt.datetime) -> Application:
    """Send a complete application in, and ask its sponsor; twice is harmless.

    Raises NotFound, CallClosed, Incomplete.
    """
    with database.transaction() as session:
        application = _open_application(session, token, now)
        check_complete(completeness_of(application, application.cohort))
        if application.state == State.SUBMITTED:
            return application
        application.state, application.submitted_at = State.SUBMITTED, now
        application.changed_at = now
        application.version += 1
        tell_received(session, application)
        thank(session, application)
        if application.sponsor_confirmed_at is None:
            ask_sponsor(session, application, _new_sponsor_token(application), public_url)
    return application


def withdraw_application(token: str, now: dt.datetime) -> Application:
    """Take an application back. Raises NotFound, CallClosed."""
    with database.transaction() as session:
        application = _open_application(session, token, now)
        was_sent = application.state == State.SUBMITTED
        application.state, application.changed_at = State.WITHDRAWN, now
        application.version += 1
        if was_sent:
            tell_received(session, application)
    return application


def confirm_sponsor(token: str, now: dt.datetime) -> Application:
    """Keep the sponsor's word, once. Raises NotFound."""
    with database.transaction() as session:
        application = get_by_token(session, token, sponsor=True, lock=True)
        if application.sponsor_confirmed_at is None:
            application.sponsor_confirmed_at = now
            application.version += 1
    return application


def _open_application(session: Session, token: str, now: dt.datetime) -> Application:
    application = get_by_token(session, token, lock=True)
    if not takes_applications(call_of(application.cohort, now)):
        raise CallClosed("The deadline has passed. Your application can no longer be changed.")
    return application


def _write(
    session: Session, application: Application, fields: dict[str, Any], now: dt.datetime
) -> None:
    write_fields(session, application, fields)
    if fields.get("sponsor_email"):
        application.sponsor_person_id = offer_person(
            session,
            PersonOffered,
            name=application.sponsor_name,
            email=fields["sponsor_email"],
            organisation_id=application.lead.organisation_id,
            organisation_name=application.lead.name,
        )
        application.sponsor_confirmed_at = None
    if application.state == State.WITHDRAWN:
        application.state = State.DRAFT
    application.changed_at = now
    application.version += 1


def _new_token(application: Application) -> str:
    token = secrets.token_urlsafe(24)
    application.token_hash = hash_token(token)
    return token


def _new_sponsor_token(application: Application) -> str:
    token = secrets.token_urlsafe(24)
    application.sponsor_token_hash = hash_token(token)
    return token
