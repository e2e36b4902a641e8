"""When a session may be held, by London's clock."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.programme.rules import (
    LONDON,
    NoSuchTime,
    check_slot,
    clock_text,
    is_within,
    london_moment,
    read_clock,
)
from services.events.programme.rules.errors import EndsBeforeStart, OutsideEdition

FIRST, LAST = dt.date(2026, 10, 23), dt.date(2026, 10, 25)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:30", dt.time(14, 30)),
        ("2.30pm", dt.time(14, 30)),
        ("2:30 PM", dt.time(14, 30)),
        ("2pm", dt.time(14)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
        (" 9 ", dt.time(9)),
        ("00:15", dt.time(0, 15)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, clock: dt.time) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["", "noon", "25:00", "13pm", "0am", "9:5", "10:60"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NoSuchTime, match="like 9:30am"):
        read_clock(text)


@given(st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)))
def test_a_time_is_read_back_as_it_is_shown(clock: dt.time) -> None:
    moment = london_moment(dt.date(2026, 7, 7), clock)
    assert read_clock(clock_text(moment)) == clock


def test_the_day_the_clocks_go_back_has_winter_time_in_the_morning() -> None:
    saturday = london_moment(dt.date(2026, 10, 24), dt.time(10))
    sunday = london_moment(dt.date(2026, 10, 25), dt.time(10))
    assert saturday == at("2026-10-24T09:00Z")
    assert sunday == at("2026-10-25T10:00Z")


def test_of_the_hour_that_comes_twice_the_first_is_meant() -> None:
    moment = london_moment(dt.date(2026, 10, 25), dt.time(1, 30))
    assert moment == at("2026-10-25T00:30Z")


def test_the_hour_that_is_left_out_is_refused() -> None:
    with pytest.raises(NoSuchTime, match="clocks go forward"):
        london_moment(dt.date(2026, 3, 29), dt.time(1, 30))


def test_a_session_ends_after_it_starts() -> None:
    with pytest.raises(EndsBeforeStart):
        check_slot(at("2026-10-24T09:00Z"), at("2026-10-24T09:00Z"), FIRST, LAST)


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2026-10-22T23:00Z", "2026-10-22T23:30Z", True),  # Friday has begun in London
        ("2026-10-22T22:30Z", "2026-10-22T22:59Z", False),
        ("2026-10-25T23:00Z", "2026-10-25T23:59Z", True),
        ("2026-10-25T23:30Z", "2026-10-26T00:00Z", False),
        ("2026-10-24T22:30Z", "2026-10-24T23:30Z", False),  # over midnight
    ],
)
def test_a_session_is_on_one_day_of_the_edition(start: str, end: str, *, fits: bool) -> None:
    assert is_within(at(start), at(end), FIRST, LAST) == fits
    if not fits:
        with pytest.raises(OutsideEdition, match="from 23 October 2026 to 25 October 2026"):
            check_slot(at(start), at(end), FIRST, LAST)


@given(st.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: dt.timedelta(minutes=minutes)))
def test_a_moment_shown_in_london_and_entered_again_is_the_same(after: dt.timedelta) -> None:
    moment = at("2020-01-01T00:00Z") + after
    local = moment.astimezone(LONDON)
    assert london_moment(local.date(), local.time()) == moment
