"""What a worker holds is its own while it works, and somebody else's once it is lost."""

from __future__ import annotations

import datetime as dt
import time
import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from services.notifications.database import database
from services.notifications.delivery.actions import lanes, send_campaign, sweep
from services.notifications.delivery.actions.claims import claim_recipients
from services.notifications.delivery.actions.journal import Journal
from services.notifications.delivery.actions.ledger import ledger_connection
from tests.notifications.campaigns.sending_steps import Headers, Sending, SettingsFor
from tests.notifications.conftest import World, outbox
from tests.notifications.smtp_server import MisbehavingSmtp


def test_a_lost_claim_is_found_by_the_sweep_and_its_worker_sends_no_more(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    sending = Sending(world, organiser, people=2)

    def lose(moment: str, recipient: str) -> str | None:
        """While we are between RCPT and the final dot, the claim is found lost."""
        if moment == "data" and lost:
            with database.transaction() as session:
                session.execute(text(lost.pop()))
            assert sending.progress()["leased"] == 2
            sweep(lanes=1)
            assert sending.progress()["queued"] == 2
        return None

    lost = ["UPDATE claims SET lease_expires_at = now() - interval '1s'"]
    with MisbehavingSmtp(lose) as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        assert not server.mails, "a worker that has lost its lease sends nothing"
        send_campaign(sending.id, 0, settings)
    assert len(server.mails) == 2
    assert sending.progress()["sent"] == 2


def lose_claim(campaign_id: uuid.UUID, told: str) -> None:
    """Let a worker take everybody, hand the second over, and be lost; `told` is when it last wrote."""
    with ledger_connection() as connection:
        lease = dt.timedelta(minutes=1)
        (claimed, *_) = claim_recipients(connection, campaign_id, count=50, lease=lease)
        journal = Journal(database.url, to_disk=True)
        assert journal.tell(claimed.claim_id, done=1, sent=1, handed=2, lease_seconds=-1)
        journal.close()
        connection.execute(text(f"UPDATE claims SET told_at = {told}"))


@pytest.mark.parametrize(
    ("told", "doubts"),
    [
        ("now()", [False, True, False, False, False]),
        ("pg_postmaster_start_time() - interval '1s'", [False, True, True, True, True]),
    ],
    ids=["a worker's crash", "PostgreSQL's crash as well"],
)
def test_after_a_crash_only_what_may_have_been_handed_over_is_in_doubt(
    world: World, organiser: Headers, told: str, doubts: list[bool]
) -> None:
    sending = Sending(world, organiser)
    lose_claim(sending.id, told)
    progress = sending.progress()
    assert (progress["leased"], progress["sent"]) == (4, 1), "the journal counts at once"
    sweep(lanes=1)
    with database.reading() as session:
        found = session.scalars(text("SELECT doubtful FROM recipients ORDER BY id")).all()
    assert found == doubts
    progress = sending.progress()
    assert (progress["queued"], progress["sent"]) == (4, 1)


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
    monkeypatch.setattr(lanes, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(lanes, "BATCH", 2)
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
