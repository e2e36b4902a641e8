"""The letters about places: their words, so that a panel reads them first, and their sending."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.events.applications.models import Application
from services.events.cohorts.queries import Cohort
from services.events.programme.rules import LONDON
from shared.contracts.events import LetterWritten
from shared.letters import write_letter

LINK = "(the council's own link)"
"""What stands for the link while the letters are looked at: nobody but the council sees it."""


@dataclass(frozen=True)
class Letter:
    """A letter as it is looked at before it leaves."""

    kind: str
    to: str
    subject: str
    text: str


def offer_letter(
    cohort: Cohort, application: Application, seats: int, until: dt.datetime, link: str = LINK
) -> Letter:
    """A place is offered."""
    count = "1 seat" if seats == 1 else f"{seats} seats"
    return Letter(
        "place-offered",
        application.lead.name,
        f"A place in {cohort.name}",
        f"We are glad to offer {application.lead.name} {count} in {cohort.name}, from"
        f" {_day(cohort.starts_on)} to {_day(cohort.ends_on)}.\n\n"
        f"Accept or decline by the end of {_day(until.astimezone(LONDON).date())}:\n\n{link}\n\n"
        "After that day we offer the place to another council.",
    )


def reserve_letter(cohort: Cohort, application: Application) -> Letter:
    """A council is in reserve."""
    return Letter(
        "place-reserved",
        application.lead.name,
        f"You are a reserve for {cohort.name}",
        f"There were more good applications to {cohort.name} than places, and we could not offer"
        f" {application.lead.name} one now. You are on the list of reserves: if a council drops"
        " out, we write to you at once.",
    )


def refusal_letter(cohort: Cohort, application: Application) -> Letter:
    """A council is not in."""
    return Letter(
        "place-refused",
        application.lead.name,
        f"Your application to {cohort.name}",
        f"Thank you for applying to {cohort.name}. There were more good applications than places,"
        f" and we cannot offer {application.lead.name} one this time. We would be glad to hear"
        " from you when the next call opens.",
    )


def lapsed_letter(cohort: Cohort, application: Application) -> Letter:
    """An offer ran out."""
    return Letter(
        "place-lapsed",
        application.lead.name,
        f"Your place in {cohort.name} has lapsed",
        f"We did not hear from {application.lead.name} in time, so the place in {cohort.name} is"
        " offered to another council.",
    )


def accepted_letter(cohort: Cohort, application: Application, link: str) -> Letter:
    """A council has accepted."""
    return Letter(
        "place-accepted",
        application.lead.name,
        f"You are in: {cohort.name}",
        f"Thank you for taking the place in {cohort.name}. Name the people who will take part, so"
        f" that they get the dates in their calendars:\n\n{link}",
    )


def withdrawn_letter(cohort: Cohort, application: Application, reason: str) -> Letter:
    """The organisers take a place back."""
    return Letter(
        "place-withdrawn",
        application.lead.name,
        f"Your place in {cohort.name} is withdrawn",
        f"We have withdrawn the place of {application.lead.name} in {cohort.name}. The reason:\n\n"
        f"{reason}",
    )


def send(
    session: Session, application: Application, letter: Letter, *, key: str | None = None
) -> None:
    """Write a letter to the applicant, once for each kind and application, or offer (its key)."""
    if application.person_id is None:
        return  # it came in a spreadsheet: the organiser tells them
    write_letter(
        session,
        LetterWritten,
        person_id=application.person_id,
        kind=letter.kind,
        subject=letter.subject,
        text=letter.text,
        key=key or str(application.id),
    )


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
