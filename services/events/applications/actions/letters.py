"""The letters that applicants and their sponsors get."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.events.applications.models import Application
from services.events.programme.rules import LONDON, clock_text
from shared.contracts.events import LetterWritten
from shared.letters import write_letter


def welcome(session: Session, application: Application) -> None:
    """Say that we write again when the call opens."""
    cohort = application.cohort
    opens = f" on {_when(application, 'opens_at')}" if cohort.opens_at else ""
    _write(
        session,
        application,
        "interest-registered",
        f"Your interest in {cohort.name}",
        f"Thank you for your interest in {cohort.name}.\n\n"
        f"We will send you the application form when the call opens{opens}.\n"
        "You do not have to do anything until then.",
    )


def send_link(session: Session, application: Application, token: str, public_url: str) -> None:
    """Mail the link to the form; it is the only key to it."""
    cohort = application.cohort
    _write(
        session,
        application,
        "application-link",
        f"Your application to {cohort.name}",
        f"Here is your application form for {cohort.name}. You can save it and come back as often"
        f" as you like until {_when(application, 'deadline_at')}:\n\n"
        f"{public_url}/events/applications/{token}\n\n"
        "Whoever has this link can change the application, so share it only with your team.",
    )


def thank(session: Session, application: Application) -> None:
    """Say that it arrived, and until when it can be changed."""
    cohort = application.cohort
    _write(
        session,
        application,
        "application-received",
        f"We have your application to {cohort.name}",
        f"Your application {application.reference} to {cohort.name} has arrived. We have asked"
        f" {application.sponsor_name} to confirm that they support it.\n\n"
        f"You can change it until {_when(application, 'deadline_at')} with the link you have.",
        key=str(application.version),
    )


def ask_sponsor(session: Session, application: Application, token: str, public_url: str) -> None:
    """Ask the sponsor for their word; only a button on the page behind the link gives it."""
    cohort = application.cohort
    if application.sponsor_person_id is None:
        return
    write_letter(
        session,
        LetterWritten,
        person_id=application.sponsor_person_id,
        kind="sponsor-asked",
        subject=f"Do you support {application.lead.name}'s application to {cohort.name}?",
        text=f"{application.contact_name} has applied to {cohort.name} for {application.lead.name}"
        f" and named you as sponsor.\n\n"
        "Read what a sponsor agrees to, and confirm it, on this page:\n\n"
        f"{public_url}/events/sponsors/{token}",
    )


def _write(
    session: Session,
    application: Application,
    kind: str,
    subject: str,
    text: str,
    key: str | None = None,
) -> None:
    if application.person_id is None:
        return  # it came in a spreadsheet: we have nobody to write to
    write_letter(
        session,
        LetterWritten,
        person_id=application.person_id,
        kind=kind,
        subject=subject,
        text=text,
        key=None if key is None else f"{application.id} {key}",
    )


def _when(application: Application, field: str) -> str:
    moment = getattr(application.cohort, field)
    if moment is None:
        return "the deadline"
    local = moment.astimezone(LONDON)
    return f"{clock_text(moment)} on {local:%A} {local.day} {local:%B %Y}"
