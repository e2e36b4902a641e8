"""What differs between releases, and what a release shows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.events.programme.rules import (
    Entry,
    by_day_and_stage,
    differences,
    next_entries,
)

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
FIVE = [uuid.UUID(int=n) for n in range(1, 6)]


def entry(number: int = 1, **other: object) -> Entry:
    start = dt.datetime(2026, 7, 7, 9, tzinfo=dt.UTC)
    plain = Entry(
        session_id=FIVE[number - 1],
        title=f"Session {number}",
        abstract="",
        stage="Main",
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=45),
        organisation_name="Leeds City Council",
        presenters=("Ada",),
        themes=("climate",),
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def test_the_first_release_adds_every_session() -> None:
    changes = differences([], [entry(1), entry(2)])
    assert [change.kind for change in changes] == ["added", "added"]


def test_a_changed_session_names_what_changed_and_counts_on() -> None:
    released = next_entries([], [entry()], NOW)
    moved = entry(stage="Small", title="Better title")
    [change] = differences(released, [moved])
    assert (change.kind, set(change.fields)) == ("changed", {"stage", "title"})
    later = NOW + dt.timedelta(days=1)
    [after] = next_entries(released, [moved], later)
    assert (after.sequence, after.changed_at, after.stage) == (1, later, "Small")


def test_a_session_that_is_gone_stays_as_cancelled_with_what_was_public() -> None:
    released = next_entries([], [entry(1), entry(2)], NOW)
    [change] = differences(released, [entry(2)])
    assert change.kind == "cancelled"
    after = {e.session_id: e for e in next_entries(released, [entry(2)], NOW)}
    assert after[FIVE[0]].cancelled
    assert after[FIVE[0]].sequence == 1
    assert after[FIVE[1]].sequence == 0
    assert differences(list(after.values()), [entry(2)]) == []


def test_an_entry_survives_being_kept_as_json() -> None:
    [released] = next_entries([], [entry()], NOW)
    assert Entry.from_json(released.as_json()) == released
    assert Entry.from_json(entry().as_json()) == entry()


_planned = st.dictionaries(
    st.integers(1, 5), st.sampled_from(["Main", "Small", "Garden"]), max_size=5
).map(lambda chosen: [entry(number, stage=stage) for number, stage in chosen.items()])


@given(st.lists(_planned, min_size=1, max_size=6))
def test_after_a_release_nothing_differs_and_no_public_session_disappears(
    plans: list[list[Entry]],
) -> None:
    released: list[Entry] = []
    for wish in plans:
        before = {e.session_id: e for e in released}
        # A cancelled session is never planned again; its proposal gets a new one.
        gone = {e.session_id for e in released if e.cancelled}
        plan = [e for e in wish if e.session_id not in gone]
        changed = {change.entry.session_id for change in differences(released, plan)}
        released = next_entries(released, plan, NOW)
        after = {e.session_id: e for e in released}
        assert before.keys() <= after.keys()
        assert differences(released, plan) == []
        for session_id, earlier in before.items():
            step = 1 if session_id in changed else 0
            assert after[session_id].sequence == earlier.sequence + step


def test_the_programme_is_read_by_day_then_stage_then_time() -> None:
    hour = dt.timedelta(hours=1)
    entries = [
        entry(1, stage="Small"),
        entry(2, starts_at=entry().starts_at + hour, ends_at=entry().ends_at + hour),
        entry(3),
        # Half past eleven at night in UTC is the next day in London.
        entry(
            4,
            starts_at=dt.datetime(2026, 7, 7, 23, 30, tzinfo=dt.UTC),
            ends_at=dt.datetime(2026, 7, 7, 23, 50, tzinfo=dt.UTC),
        ),
    ]
    read = [
        (day.day, stage, [e.title for e in group])
        for day, stages in by_day_and_stage(entries)
        for stage, group in stages
    ]
    assert read == [
        (7, "Main", ["Session 3", "Session 2"]),
        (7, "Small", ["Session 1"]),
        (8, "Main", ["Session 4"]),
    ]
