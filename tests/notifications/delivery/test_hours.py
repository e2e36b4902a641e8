"""A campaign leaves when London's clock and England's holidays let it."""

from __future__ import annotations

import datetime as dt

import pytest

from services.notifications.delivery.gateways import bank_holidays
from services.notifications.delivery.rules import london_moment, next_open
from shared.refusals import Invalid


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2027-01-15T09:30", "2027-01-15T09:30"),
        ("2027-07-15T09:30", "2027-07-15T08:30"),
        ("2027-10-31T01:30", "2027-10-31T00:30"),  # comes twice: the first is meant
    ],
)
def test_a_time_is_meant_in_london(typed: str, moment: str) -> None:
    assert london_moment(typed) == utc(moment)


@pytest.mark.parametrize("typed", ["2027-03-28T01:30", "tomorrow"])
def test_a_time_that_never_comes_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        london_moment(typed)


def test_nothing_typed_means_now() -> None:
    assert london_moment(" ") is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),  # a Monday
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T17:00", "2026-11-24T09:00"),
        ("2026-11-27T18:00", "2026-11-30T09:00"),  # over a weekend
        ("2026-07-01T16:00", "2026-07-02T08:00"),  # 5 o'clock in summer time
        ("2026-12-24T18:00", "2026-12-29T09:00"),  # Christmas, and Boxing Day's substitute
        ("2026-03-27T17:30", "2026-03-30T08:00"),  # the clocks go forward on that Sunday
    ],
)
def test_working_hours_know_weekends_bank_holidays_and_summer_time(now: str, opens: str) -> None:
    assert next_open(utc(now), bank_holidays()) == utc(opens)
