"""Which reserve comes next, how long an offer holds, and who takes the seats."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.places.rules import Bid, answer_by, check_decision, next_reserve, read_people
from shared.refusals import Invalid


def bid(key: str, least: int = 1, most: int = 2, kind: str = "", region: str = "") -> Bid:
    return Bid(key, key, least, most, [{"kind": kind, "region": region}])


def test_a_reserve_that_mends_a_quota_comes_before_those_ahead_of_it() -> None:
    quotas = [{"dimension": "kind", "value": "district", "least": 1, "most": 1}]
    reserves = [bid("a", kind="county"), bid("b", kind="district")]
    lacking = next_reserve(reserves, [], seats_free=2, councils_most=8, quotas=quotas)
    assert lacking == (reserves[1], 2)
    full = next_reserve(
        reserves, [bid("c", kind="district")], seats_free=1, councils_most=8, quotas=quotas
    )
    assert full == (reserves[0], 1)
    only = [bid("b", kind="district")]
    held = [bid("c", kind="district")]
    assert next_reserve(only, held, seats_free=2, councils_most=8, quotas=quotas) is None
    assert next_reserve(reserves, held, seats_free=2, councils_most=1, quotas=quotas) is None


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=6), st.integers(0, 12))
def test_no_reserve_gets_more_than_is_free_or_less_than_it_needs(
    given_: list[tuple[int, int]], free: int
) -> None:
    reserves = [bid(str(n), least, least + more) for n, (least, more) in enumerate(given_)]
    found = next_reserve(reserves, [], seats_free=free, councils_most=8, quotas=[])
    if found is None:
        assert all(one.seats_least > free for one in reserves)
    else:
        assert found[0].seats_least <= found[1] <= min(free, found[0].seats_most)


def test_an_offer_holds_to_the_end_of_its_day_in_london_also_when_the_clocks_change() -> None:
    summer = answer_by(dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC), 10)
    winter = answer_by(dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC), 10)
    assert summer == dt.datetime(2026, 7, 11, 22, 59, tzinfo=dt.UTC)
    assert winter == dt.datetime(2026, 10, 30, 23, 59, tzinfo=dt.UTC)


def test_people_are_read_one_a_line() -> None:
    [one] = read_people("Sam | Head | sam@a.example\n\n", 1)
    assert (one.name, one.role, one.email) == ("Sam", "Head", "sam@a.example")
    for text in ("", "| Head", "Sam | Head | nobody"):
        with pytest.raises(Invalid):
            read_people(text, 2)


def test_a_panel_is_told_where_seats_differ_from_what_was_asked() -> None:
    notes = check_decision([(bid("a"), 3)], seats=3, councils_most=1)
    assert notes == ["a gets 3 seats and asked for 1 to 2."]
