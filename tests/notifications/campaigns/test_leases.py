"""What a worker holds is its own while it works, and somebody else's once it is lost."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from services.notifications.database import database
from services.notifications.delivery.actions import send_campaign, sending, sweep
from tests.notifications.campaigns.sending_steps import Headers, Sending, SettingsFor
from tests.notifications.conftest import World, outbox
from tests.notifications.smtp_server import MisbehavingSmtp


def test_a_lost_lease_is_found_by_the_sweep_and_the_old_fence_is_refused(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser, people=2)

    def lose(moment: str, recipient: str) -> str | None:
        """While we are between RCPT and the final dot, the rows go to somebody else."""
        if moment == "data" and lost:
            with database.transaction() as session:
                session.execute(text(lost.pop()))
        return None

    lost = ["UPDATE recipients SET fence = fence + 1 WHERE state = 'leased'"]
    with MisbehavingSmtp(lose) as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        assert not server.mails, "a worker that has lost its lease sends nothing"
        assert sending.progress()["leased"] == 2
        with database.transaction() as session:
            session.execute(text("UPDATE recipients SET lease_expires_at = now() - interval '1s'"))
        sweep(lanes=1)
        send_campaign(sending.id, 0, settings)
    assert len(server.mails) == 2
    assert sending.progress()["sent"] == 2


def test_after_postgresql_crashed_only_the_mail_in_flight_is_in_doubt(
    world: World, organiser: Headers
) -> None:
    """Its mark may not have reached the disk; results have, and mails leave in the order of ids."""
    sending = Sending(world, organiser)
    with database.transaction() as session:
        session.execute(
            text(
                "UPDATE recipients SET state = 'leased', lease_expires_at = now() - interval '1s',"
                " leased_at = pg_postmaster_start_time() - interval '1 minute'"
            )
        )
        first = "(SELECT id FROM recipients ORDER BY id LIMIT 1)"
        session.execute(text(f"UPDATE recipients SET state = 'sent' WHERE id = {first}"))
    sweep(lanes=1)
    with database.reading() as session:
        doubts = session.scalars(text("SELECT doubtful FROM recipients ORDER BY id")).all()
    assert doubts == [False, True, False, False, False]
    assert sending.progress()["queued"] == 4


def test_leases_are_renewed_while_a_slow_relay_takes_its_time(
    world: World,
    organiser: Headers,
    settings_for: SettingsFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAIL_LEASE_SECONDS", "0.3")

    def slow(moment: str, _: str) -> str | None:
        until = time.monotonic() + 0.12
        while moment == "rcpt" and time.monotonic() < until:
            time.sleep(0.01)
        if moment == "kept":
            sweep(lanes=1)  # finds nothing to take away
        return None

    campaign = Sending(world, organiser)
    with MisbehavingSmtp(slow) as server:
        send_campaign(campaign.id, 0, settings_for(server))
    progress = campaign.progress()
    assert (progress["sent"], progress["uncertain"]) == (5, 0)
    assert len(server.mails) == 5


def test_a_result_is_written_although_the_database_left_in_the_middle(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    """The relay has taken the mail and only this worker knows: it says so as soon as it can."""
    campaign = Sending(world, organiser, people=1)
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def leave(moment: str, _: str) -> str | None:
        if moment == "kept":
            with database.transaction() as session:
                session.execute(text(others))
        return None

    with MisbehavingSmtp(leave) as server:
        with pytest.raises(OperationalError):
            send_campaign(campaign.id, 0, settings_for(server))
        sweep(lanes=1)
    progress = campaign.progress()
    assert (progress["state"], progress["sent"]) == ("finished", 1)
    assert len(server.mails) == 1


def test_a_slice_that_ends_wakes_its_lane_again_and_a_lane_is_used_by_one(
    world: World,
    organiser: Headers,
    settings_for: SettingsFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(sending, "BATCH", 2)
    campaign = Sending(world, organiser)
    wakes = len(outbox("notifications.send-campaign"))

    def again(moment: str, _: str) -> str | None:
        if moment == "kept" and len(server.mails) == 1:
            send_campaign(campaign.id, 0, settings)  # finds the lane taken
        return None

    with MisbehavingSmtp(again) as server:
        settings = settings_for(server)
        send_campaign(campaign.id, 0, settings)
        assert len(server.mails) == 2
        assert server.connections == 1
        assert len(outbox("notifications.send-campaign")) == wakes + 1


def test_a_mail_that_cannot_be_written_fails_alone(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    campaign = Sending(world, organiser)
    with database.transaction() as session:
        one = "(SELECT id FROM recipients ORDER BY id LIMIT 1)"
        bad = "jsonb_set(values, '{organisation}', to_jsonb(E'x\\nBcc: y@z.example'::text))"
        session.execute(text(f"UPDATE recipients SET values = {bad} WHERE id = {one}"))
    with MisbehavingSmtp() as server:
        send_campaign(campaign.id, 0, settings_for(server))
    progress = campaign.progress()
    assert (progress["sent"], progress["failed"]) == (4, 1)
