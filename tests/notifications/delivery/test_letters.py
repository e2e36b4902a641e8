"""Letters leave once, and what they said is forgotten."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, text

from services.notifications.database import database
from services.notifications.delivery.actions import queue_letter, send_letters, sweep
from services.notifications.delivery.models import Letter
from services.notifications.settings import NotificationsSettings
from tests.notifications.conftest import make_due
from tests.notifications.smtp_server import CLOSE, MisbehavingSmtp

Settings = Callable[[MisbehavingSmtp], NotificationsSettings]


def write(key: str = "one", to: str = "jo@council.example") -> None:
    with database.transaction() as session:
        queue_letter(session, to=to, subject="Your link", text="the secret", kind="k", key=key)


def letters() -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.key)))


def test_a_letter_arrives_once_and_its_text_is_blanked(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        write()
        write()  # the same key
        send_letters(settings)
        send_letters(settings)
        (mail,) = server.mails
        assert mail.recipient == "jo@council.example"
        assert mail.message["Subject"] == "Your link"
        assert mail.message["Auto-Submitted"] == "auto-generated"
        assert mail.message.get_content().strip() == "the secret"
        (letter,) = letters()
        assert (letter.state, letter.text) == ("sent", "")
        assert mail.message_id == f"<{letter.id}@zone.example>"


def test_a_refused_letter_fails_and_others_go_on(settings_for: Settings) -> None:
    def refuse(moment: str, recipient: str) -> str | None:
        return "550 no such person" if moment == "rcpt" and recipient.startswith("no") else None

    for pipelining in (False, True):
        with MisbehavingSmtp(refuse, pipelining) as server:
            settings = settings_for(server)
            write(f"{pipelining} a", "nobody@council.example")
            write(f"{pipelining} b", "jo@council.example")
            send_letters(settings)
            assert server.recipients == ["jo@council.example"]
            first, second = letters()[-2:]
            assert (first.state, first.last_reply) == ("failed", "550 no such person")
            assert second.state == "sent"


def test_a_busy_relay_gets_the_letter_later(settings_for: Settings) -> None:
    answers = iter(["451 later please"])
    with MisbehavingSmtp(lambda m, _: next(answers, None) if m == "body" else None) as server:
        settings = settings_for(server)
        write()
        send_letters(settings)
        (letter,) = letters()
        assert (letter.state, letter.attempts, letter.text) == ("queued", 1, "the secret")
        send_letters(settings)
        assert not server.mails, "it is not due before a minute has passed"
        make_due()
        send_letters(settings)
        assert len(server.mails) == 1


def test_no_answer_after_the_final_dot_makes_the_letter_uncertain(settings_for: Settings) -> None:
    answers = iter([CLOSE])
    with MisbehavingSmtp(lambda m, _: next(answers, None) if m == "kept" else None) as server:
        settings = settings_for(server)
        write()
        send_letters(settings)
        assert letters()[0].doubtful
        make_due()
        send_letters(settings)
        assert letters()[0].state == "uncertain"
        assert len(server.mails) == 2
        assert len({mail.message_id for mail in server.mails}) == 1


def test_a_relay_that_is_away_costs_nothing(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
    write()
    send_letters(settings)
    (letter,) = letters()
    assert (letter.state, letter.attempts) == ("queued", 0)


def test_a_sender_the_relay_refuses_fails_no_letter(settings_for: Settings) -> None:
    with MisbehavingSmtp(lambda m, _: "550 not you" if m == "mail" else None) as server:
        settings = settings_for(server)
        write()
        send_letters(settings)
        assert letters()[0].state == "queued"


def test_a_letter_whose_subject_would_add_a_header_is_not_sent(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        with database.transaction() as session:
            queue_letter(
                session,
                to="a@b.example",
                subject="x\r\nBcc: y@z.example",
                text="",
                kind="k",
                key="k",
            )
        send_letters(settings)
        assert not server.mails
        assert letters()[0].state == "failed"


def test_a_letter_that_a_lost_worker_held_is_found(settings_for: Settings) -> None:
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        write()
        with database.transaction() as session:
            session.execute(
                text(
                    "UPDATE letters SET state='leased', lease_expires_at=now()-interval '1 second'"
                )
            )
        sweep(lanes=1)
        send_letters(settings)
        assert letters()[0].state == "sent"
