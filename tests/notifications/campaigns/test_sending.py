"""A campaign goes to exactly those who were approved, each once, whatever the relay does."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from services.notifications.database import database
from services.notifications.delivery.actions import lanes, send_campaign, sweep
from services.notifications.delivery.rules import read_return_path
from tests.notifications.campaigns.sending_steps import Headers, Sending, SettingsFor
from tests.notifications.conftest import World, make_due, outbox
from tests.notifications.smtp_server import CLOSE, MisbehavingSmtp


@pytest.mark.parametrize("pipelining", [False, True])
def test_everybody_gets_one_mail_with_their_own_links(
    world: World, organiser: Headers, settings_for: SettingsFor, pipelining: bool
) -> None:
    sending = Sending(world, organiser)
    assert sending.progress_at_start["queued"] == 5
    with MisbehavingSmtp(pipelining=pipelining) as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        send_campaign(sending.id, 0, settings)
    assert sorted(server.recipients) == [f"p{n}@surrey.example" for n in range(5)]
    assert server.connections == 1
    progress = sending.progress()
    assert (progress["state"], progress["sent"]) == ("finished", 5)
    assert progress["finishes_at"]

    message = server.mails[0].message
    assert message["Subject"] == "Surrey County Council: come to Innovation Zone 2099"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["From"].addresses[0].addr_spec == "zone@zone.example"
    assert message["To"].addresses[0].display_name.startswith("Pérson")
    plain = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "“Solar streets”" in plain
    link = plain.split("Answer: ")[1].split()[0]
    assert link.startswith("http://localhost:8000/notifications/invitations/")
    assert f'href="{link}"' in html
    assert str(message["List-Unsubscribe"]).strip("<>") in plain
    assert len({mail.message_id for mail in server.mails}) == 5


def test_the_campaign_is_said_to_be_finished_once(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser)
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        for _ in range(3):
            send_campaign(sending.id, 0, settings)
            sweep(lanes=1)
    (message,) = outbox("notifications.campaign.finished.v1")
    assert (message["recipients"], message["sent"]) == (5, 5)


def test_refused_busy_and_unheard_mails_end_as_they_should(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    once = {"p1@surrey.example": "451 later", "p2@surrey.example": CLOSE}

    def hook(moment: str, recipient: str) -> str | None:
        if moment == "rcpt" and recipient == "p0@surrey.example":
            return "550 unknown"
        return once.pop(recipient, None) if moment == "kept" else None

    sending = Sending(world, organiser)
    with MisbehavingSmtp(hook) as server:
        settings = settings_for(server)
        for _ in range(4):
            send_campaign(sending.id, 0, settings)
            make_due()
    progress = sending.progress()
    assert progress["state"] == "finished"
    assert (progress["failed"], progress["uncertain"], progress["sent"]) == (1, 1, 3)
    sent = Counter(server.recipients)
    assert sent["p0@surrey.example"] == 0
    assert sent["p2@surrey.example"] == 2, "no answer came, so it was sent again"
    ids = {m.message_id for m in server.mails if m.recipient == "p2@surrey.example"}
    assert len(ids) == 1


def test_a_campaign_that_prefers_none_over_two_holds_what_is_uncertain(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    once = ["p2@surrey.example", "p3@surrey.example"]

    def hook(moment: str, recipient: str) -> str | None:
        if moment == "kept" and recipient in once:
            once.remove(recipient)
            return CLOSE
        return None

    sending = Sending(world, organiser, hold_uncertain=True)
    with MisbehavingSmtp(hook) as server:
        settings = settings_for(server)
        for _ in range(3):
            send_campaign(sending.id, 0, settings)
            make_due()
        assert sending.progress()["held"] == 2
        assert sending.progress()["state"] == "sending"
        assert len(server.mails) == 5
        assert sending.post("held", send_again=False) == 200
        sweep(lanes=1)
    progress = sending.progress()
    assert (progress["state"], progress["uncertain"], progress["held"]) == ("finished", 2, 0)


def test_who_unsubscribes_after_approval_gets_no_mail(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser)
    with database.transaction() as session:
        session.execute(
            text(
                "DELETE FROM consents WHERE contact_id = (SELECT min(id::text)::uuid FROM contacts)"
            )
        )
    with MisbehavingSmtp() as server:
        send_campaign(sending.id, 0, settings_for(server))
    assert len(server.mails) == 4
    assert sending.progress()["suppressed"] == 1


def test_pause_resume_and_cancel_take_effect_at_the_next_mail(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser)
    order: list[str] = []

    def hook(moment: str, recipient: str) -> str | None:
        if moment == "kept":
            order.append(recipient)
            if len(order) == 2:
                assert sending.post("pause") == 200
            if len(order) == 4:
                assert sending.post("cancel") == 200
        return None

    with MisbehavingSmtp(hook) as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        progress = sending.progress()
        assert (progress["state"], progress["sent"], progress["queued"]) == ("paused", 2, 3)
        send_campaign(sending.id, 0, settings)
        assert len(server.mails) == 2, "nothing leaves while it is paused"
        assert sending.post("pause") == 409
        assert sending.post("resume") == 200
        send_campaign(sending.id, 0, settings)
        sweep(lanes=1)
    progress = sending.progress()
    assert (progress["state"], progress["sent"], progress["cancelled"]) == ("cancelled", 4, 1)
    assert sending.post("resume") == 409
    assert sending.post("cancel") == 409
    (message,) = outbox("notifications.campaign.finished.v1")
    assert message["cancelled"] == 1


def test_a_campaign_is_sent_once_however_often_it_is_asked(
    world: World, organiser: Headers, client: FlaskClient
) -> None:
    sending = Sending(world, organiser)
    assert sending.post("send") == 409
    edited = client.patch(
        sending.address, json={"subject": "x"}, headers=organiser | {"If-Match": '"1"'}
    )
    assert edited.status_code == 409
    assert client.post(f"{sending.address}/rehearsals", headers=organiser).status_code == 409


def test_a_relay_that_is_away_leaves_everybody_waiting(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser)
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
    send_campaign(sending.id, 0, settings)
    assert sending.progress()["queued"] == 5


def test_a_relay_that_breaks_off_before_the_final_dot_costs_nobody_a_mail(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    breaks = iter([CLOSE, None, None, CLOSE])
    sending = Sending(world, organiser)
    with MisbehavingSmtp(lambda m, _: next(breaks, None) if m == "data" else None) as server:
        settings = settings_for(server)
        for _ in range(4):
            send_campaign(sending.id, 0, settings)
            make_due()
    assert len(server.mails) == 5
    assert sending.progress()["sent"] == 5


def test_a_relay_that_takes_two_mails_a_connection_gets_another_connection(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    taken = [0]

    def hook(moment: str, _: str) -> str | None:
        taken[0] += moment == "mail"
        return CLOSE if moment == "mail" and taken[0] % 3 == 0 else None

    sending = Sending(world, organiser)
    with MisbehavingSmtp(hook) as server:
        send_campaign(sending.id, 0, settings_for(server))
    assert server.connections == 3
    progress = sending.progress()
    assert (progress["state"], progress["sent"]) == ("finished", 5)


def test_a_sender_that_is_refused_fails_nobody(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser)
    with MisbehavingSmtp(lambda m, _: "550 not you" if m == "mail" else None) as server:
        send_campaign(sending.id, 0, settings_for(server))
    assert sending.progress()["queued"] == 5


def test_a_campaign_for_later_leaves_when_its_time_has_come(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser)
    with database.transaction() as session:
        session.execute(text("UPDATE mailings SET starts_at = now() + interval '1 hour'"))
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        assert not server.mails
        with database.transaction() as session:
            session.execute(text("UPDATE mailings SET starts_at = now()"))
        send_campaign(sending.id, 0, settings)
        assert len(server.mails) == 5


def test_a_campaign_in_working_hours_waits_for_them(
    world: World,
    organiser: Headers,
    settings_for: SettingsFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sending = Sending(world, organiser)
    with database.transaction() as session:
        session.execute(text("UPDATE mailings SET working_hours = true"))
    closed = dt.datetime.max.replace(tzinfo=dt.UTC)
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        monkeypatch.setattr(lanes, "next_open", lambda now, holidays: closed)
        send_campaign(sending.id, 0, settings)
        assert not server.mails
        monkeypatch.setattr(lanes, "next_open", lambda now, holidays: now)
        send_campaign(sending.id, 0, settings)
        assert len(server.mails) == 5


def test_mails_come_back_to_an_address_that_names_them(
    world: World,
    organiser: Headers,
    settings_for: SettingsFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sending = Sending(world, organiser, people=1)
    monkeypatch.setenv("MAIL_BOUNCES", "bounces@zone.example")
    senders: list[str] = []

    def note(moment: str, argument: str) -> str | None:
        if moment == "mail":
            senders.append(argument)
        return None

    with MisbehavingSmtp(note) as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        (mail,) = server.mails
    named = read_return_path(settings.secret_key, senders[0])
    assert mail.message_id == f"<{named}@zone.example>"
    assert mail.message["From"].addresses[0].addr_spec == "zone@zone.example"
