"""What is told to the catalogue after the Zone."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from sqlalchemy import select

from services.events.database import database
from services.events.programme.actions import showcase, showcase_sessions
from services.events.programme.tasks import showcase as showcase_task
from shared.bus.models import OutboxEntry
from tests.events.conftest import Json, Organiser, published

SHOWCASED = "events.session.showcased.v1"
AFTERWARDS = dt.datetime(2090, 7, 7, 12, tzinfo=dt.UTC)


def released_edition(organiser: Organiser, sessions: int = 1) -> Json:
    edition = organiser.edition()
    for n in range(sessions):
        organiser.session(
            edition,
            title=f"Session {n}",
            starts_at=f"2090-07-04T{6 + n // 4:02}:{n % 4 * 15:02}:00Z",
            ends_at=f"2090-07-04T{6 + n // 4:02}:{n % 4 * 15 + 10:02}:00Z",
        )
    organiser.post(f"/editions/{edition['id']}/releases")
    return edition


def test_an_editions_sessions_are_told_once_it_is_over(organiser: Organiser) -> None:
    edition = organiser.edition()
    proposal = organiser.post(
        f"/editions/{edition['id']}/proposals",
        {
            "title": "Warmer homes",
            "abstract": "How",
            "organisation_name": "Leeds City Council",
            "organisation_id": str(uuid.uuid4()),
            "innovation_id": str(uuid.uuid4()),
            "themes": ["housing"],
        },
    ).json
    # Half past eleven at night in UTC is the next day in London.
    late = {"starts_at": "2090-07-04T23:30:00Z", "ends_at": "2090-07-04T23:50:00Z"}
    planned = organiser.session(
        edition, proposal_id=proposal["id"], themes=["housing"], abstract="How", **late
    )
    organiser.post(f"/editions/{edition['id']}/releases")
    assert showcase_sessions(AFTERWARDS - dt.timedelta(days=1)) == 0
    assert showcase_sessions(AFTERWARDS) == 1
    assert showcase_sessions(AFTERWARDS) == 0
    [message] = published(SHOWCASED)
    assert message.subject == planned["id"]
    assert message.body == {
        "session_id": planned["id"],
        "edition_id": edition["id"],
        "edition_name": "Innovation Zone 2090",
        "title": "Warmer homes",
        "abstract": "How",
        "organisation_id": proposal["organisation_id"],
        "organisation_name": "Leeds City Council",
        "themes": ["housing"],
        "took_place_on": "2090-07-05",
        "innovation_id": proposal["innovation_id"],
    }
    assert organiser.get(f"/sessions/{planned['id']}").json["showcased_at"]


def test_the_organisers_word_ends_it_and_wakes_the_task(organiser: Organiser) -> None:
    edition = released_edition(organiser)
    organiser.post(f"/editions/{edition['id']}/end")
    with database.reading() as session:
        tasks = select(OutboxEntry.type).where(OutboxEntry.kind == "task")
        assert session.scalars(tasks).all() == ["events.showcase-sessions"]
    showcase_task()
    assert len(published(SHOWCASED)) == 1


def test_only_what_was_public_and_held_and_belongs_to_somebody_is_told(
    organiser: Organiser,
) -> None:
    edition = released_edition(organiser)
    cancelled = organiser.session(edition, 1, title="Cancelled")
    hour = {"starts_at": "2090-07-04T12:00:00Z", "ends_at": "2090-07-04T13:00:00Z"}
    organiser.session(edition, 1, title="Lunch", organisation_name="", **hour)
    organiser.post(f"/editions/{edition['id']}/releases")
    organiser.delete(f"/sessions/{cancelled['id']}", 1)
    organiser.session(edition, 1, title="Never released")
    showcase_sessions(AFTERWARDS)
    assert [m.body and m.body["title"] for m in published(SHOWCASED)] == ["Session 0"]


def test_the_story_is_what_was_public_last(organiser: Organiser) -> None:
    edition = released_edition(organiser)
    [planned] = organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    organiser.change(f"/sessions/{planned['id']}", 1, {"title": "Not yet public"})
    showcase_sessions(AFTERWARDS)
    [message] = published(SHOWCASED)
    assert message.body is not None
    assert message.body["title"] == "Session 0"


def test_two_ticks_at_once_tell_each_session_once(
    organiser: Organiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showcase, "_BATCH", 3)
    edition = released_edition(organiser, sessions=20)
    organiser.post(f"/editions/{edition['id']}/end")
    gate = threading.Barrier(4)

    def tick() -> None:
        gate.wait()
        showcase_task()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    showcase_task()
    told = [message.subject for message in published(SHOWCASED)]
    assert len(told) == len(set(told)) == 20
