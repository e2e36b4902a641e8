"""A letter another service wrote reaches the person's address once, if it is wanted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from services.notifications.accounts.actions import grant_role
from services.notifications.contacts.subscribers import on_consent_given, on_person_offered
from services.notifications.database import database
from services.notifications.delivery.actions import send_letters
from services.notifications.delivery.models import Letter
from services.notifications.letters.rules import PersonUnknown
from services.notifications.letters.subscribers import on_letter_written
from services.notifications.settings import NotificationsSettings
from shared.auth.tokens import Role
from shared.bus import publish
from shared.bus.models import OutboxEntry
from shared.contracts import Message, catalogue, events
from shared.letters import offer_person, write_letter
from tests.notifications.smtp_server import MisbehavingSmtp

Settings = Callable[[MisbehavingSmtp], NotificationsSettings]
NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def messages() -> list[Message]:
    """What was published so far, as a subscriber receives it."""
    with database.reading() as session:
        rows = session.scalars(
            select(OutboxEntry).where(OutboxEntry.kind == "message").order_by(OutboxEntry.id)
        )
        return [
            Message.from_envelope(
                {
                    "id": str(row.id),
                    "type": row.type,
                    "subject": row.subject,
                    "version": row.version,
                    "time": row.written_at.isoformat(),
                    "data": row.body,
                }
            )
            for row in rows
        ]


def tell(reaction: Callable[..., None], message: Message) -> None:
    with database.transaction() as session:
        reaction(session, message)


def write(person_id: uuid.UUID, **values: Any) -> Message:
    with database.transaction() as session:
        given = {"kind": "k", "subject": "About you", "text": "Something.", **values}
        written = write_letter(session, events.LetterWritten, person_id=person_id, **given)
    return next(m for m in reversed(messages()) if m.subject == str(written))


def offer(email: str = "jo@council.example", name: str = "Jo") -> uuid.UUID:
    with database.transaction() as session:
        person_id = offer_person(session, events.PersonOffered, name=name, email=email)
    tell(on_person_offered, next(m for m in messages() if m.subject == str(person_id)))
    return person_id


def owed() -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_a_letter_greets_and_reaches_the_person_once(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        message = write(offer())
        tell(on_letter_written, message)
        tell(on_letter_written, message)
        send_letters(settings)
        (mail,) = server.mails
        assert mail.recipient == "jo@council.example"
        assert mail.message.get_content().split() == ["Hello", "Jo,", "Something."]


def test_a_letter_written_twice_with_one_key_is_owed_once(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings_for(server)
        person_id = offer(name="")
        for _ in range(2):
            tell(on_letter_written, write(person_id, key="the offer of seat 1"))
        tell(on_letter_written, write(person_id, key="the offer of seat 2"))
        assert [letter.text for letter in owed()] == ["Hello,\n\nSomething."] * 2


def test_a_calendar_is_attached_with_its_method(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        tell(on_letter_written, write(offer(), calendar=ICS))
        send_letters(settings)
        text, calendar = server.mails[0].message.iter_parts()
        assert text.get_content().split() == ["Hello", "Jo,", "Something."]
        assert calendar.get_content_type() == "text/calendar"
        assert calendar["Content-Type"].params["method"] == "REQUEST"
        assert calendar.get_filename() == "calendar.ics"
        assert calendar.get_content().split() == ICS.split()


def test_somebody_with_an_account_gets_letters_at_its_address(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings_for(server)
        account = grant_role("rev@zone.example", Role.REVIEWER, name="Rev", now=NOW)
        tell(on_letter_written, write(account.id))
        assert [letter.to for letter in owed()] == ["rev@zone.example"]


def test_a_letter_to_nobody_we_know_waits_for_the_address(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings_for(server)
        with pytest.raises(PersonUnknown):
            tell(on_letter_written, write(uuid.uuid4()))
        assert not owed()


def test_alerts_go_only_to_those_who_agreed_and_not_to_those_who_refused_since(
    settings_for: Settings,
) -> None:
    with MisbehavingSmtp() as server:
        settings_for(server)
        person_id = offer()
        tell(on_letter_written, write(person_id, purpose="alerts", key="1"))
        assert not owed()
        with database.transaction() as session:
            catalogue_says = {"person_id": person_id, "purpose": "alerts", "source": "a form"}
            publish(session, catalogue.ConsentGiven, person_id, version=1, data=catalogue_says)
        agreed = next(m for m in messages() if m.type == "catalogue.consent.given.v1")
        tell(on_consent_given, agreed)
        tell(on_consent_given, agreed)
        tell(on_letter_written, write(person_id, purpose="alerts", key="2"))
        assert len(owed()) == 1
