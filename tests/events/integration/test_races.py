"""Organisers who do the same thing at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.events.database import database
from services.events.programme.actions import edit_session, schedule_session
from services.events.programme.schemas import SESSION_CHANGE, SessionIn
from shared.refusals import Refusal, Stale
from tests.events.conftest import Organiser, session_data

ROUNDS = 8
RACERS = 4


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all at one moment, each with a connection of its own; return answers and refusals."""
    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = call()
        except Refusal as refusal:
            results[place] = refusal

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_organisers_racing_for_a_slot_one_wins_and_the_others_are_told(
    organiser: Organiser,
) -> None:
    edition = organiser.edition()
    for hour in range(8, 8 + ROUNDS):
        fields = [
            SessionIn().load(
                session_data(
                    edition,
                    title=f"Racer {n}",
                    starts_at=f"2090-07-04T{hour:02}:{n:02}:00Z",
                    ends_at=f"2090-07-04T{hour:02}:30:00Z",
                )
            )
            for n in range(RACERS)
        ]
        results = race([lambda f=f: schedule_session(edition["id"], f) for f in fields])
        lost = [r for r in results if isinstance(r, Refusal)]
        assert len(lost) == RACERS - 1
        winner = next(r for r in results if not isinstance(r, Refusal))
        for refusal in lost:
            assert type(refusal).__name__ == "StageTaken"
            assert winner.title in refusal.message
    listed = organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    assert len(listed) == ROUNDS


def test_two_changes_of_one_version_lose_nothing(organiser: Organiser) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)

    def change(title: str) -> Any:
        def check(version: int) -> None:
            if version != planned["version"]:
                raise Stale("changed meanwhile")

        fields = SESSION_CHANGE.load({"title": title})
        return edit_session(planned["id"], fields, check)

    results = race([lambda t=t: change(t) for t in ("One", "Two")])
    [won] = [r for r in results if not isinstance(r, Refusal)]
    now = organiser.get(f"/sessions/{planned['id']}").json
    assert (now["title"], now["version"]) == (won.title, 2)


def test_two_releases_at_once_make_one(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    app = organiser.client.application

    def release() -> Any:
        with app.test_client() as client:
            mine = Organiser(client, organiser.headers)
            return mine.post(f"/editions/{edition['id']}/releases")

    answers = race([release] * 3)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert {answer.json["number"] for answer in answers} == {1}


def test_the_database_itself_keeps_two_sessions_off_one_stage(organiser: Organiser) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    other = organiser.session(edition, 1)
    move = text("UPDATE sessions SET stage_id = :stage WHERE id = :id")
    with (
        pytest.raises(IntegrityError, match="ex_sessions_one_at_a_time"),
        database.transaction() as session,
    ):
        session.execute(move, {"stage": planned["stage_id"], "id": other["id"]})
