"""The selection is the best there is; what is said about it can be checked by trying everything."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.selection_instances import make_selection
from services.events.selections.gateways.solving import solve
from services.events.selections.rules import (
    FULL,
    Application,
    Council,
    Quota,
    Selection,
    Weights,
    broken_limits,
    cannot_be_chosen,
    choose_greedily,
    most_grouped,
    seat_range,
    value,
)
from services.events.solving.gateways.search import CpSearch
from services.events.solving.rules import Limits, canonical_json, from_plain, to_plain

COUNCILS = tuple(
    Council(
        f"c{n}", f"Council {n}", ("county", "district", "")[n % 3], ("North", "South")[n % 2], n > 2
    )
    for n in range(6)
)


@st.composite
def applications(draw: st.DrawFn, number: int) -> Application:
    """A bid of one or two of six councils."""
    councils = draw(st.lists(st.sampled_from(COUNCILS), min_size=1, max_size=2, unique=True))
    least = draw(st.integers(1, 3))
    return Application(
        id=f"a{number}",
        reference=f"A{number}",
        councils=tuple(councils),
        issues=tuple(draw(st.lists(st.sampled_from("xyz"), max_size=2, unique=True))),
        seats_least=least,
        seats_most=least + draw(st.integers(0, 2)),
        points=draw(st.integers(0, FULL)),
        score=1.0,
    )


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Up to five bids with limits that may not fit."""
    count = draw(st.integers(0, 5))
    one = st.sampled_from([f"a{n}" for n in range(count)] or ["nobody"])
    least = draw(st.integers(0, 2))
    quota = st.builds(
        Quota,
        st.just("region"),
        st.sampled_from(["North", "South"]),
        least=st.integers(0, 2),
        most=st.sampled_from([None, 1, 2]),
    )
    return Selection(
        applications=tuple(draw(applications(n)) for n in range(count)),
        seats=draw(st.integers(0, 6)),
        councils_least=least,
        councils_most=least + draw(st.integers(0, 2)),
        seats_least=1,
        seats_most=draw(st.integers(1, 3)),
        quotas=tuple(draw(st.lists(quota, max_size=1))),
        weights=Weights(*(draw(st.integers(0, 50)) for _ in range(6))),
        pins=tuple(draw(st.lists(one, max_size=1))),
        excluded=tuple(draw(st.lists(one, max_size=1))),
        group_most=draw(st.sampled_from([2, 4])),
        fill=draw(st.booleans()),
    )


def run(selection: Selection) -> dict[str, Any]:
    """Solve on one worker."""
    limits = Limits(reproducible=True, workers=1)
    return solve(to_plain(selection), CpSearch(limits, lambda _: None))


def all_choices(selection: Selection) -> list[tuple[dict[str, int], int]]:
    """Every selection that keeps every limit, with what it is worth at best."""
    free = [a for a in selection.applications if not cannot_be_chosen(selection, a)]
    found = []
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            spans = [seat_range(selection, a) for a in chosen]
            grouped = most_grouped(chosen, selection.group_most)
            groups = {str(n): "" for n in range(grouped)}
            for numbers in product(*(range(low, high + 1) for low, high in spans)):
                seats = {a.id: n for a, n in zip(chosen, numbers, strict=True)}
                if not broken_limits(selection, seats):
                    found.append((seats, value(selection, seats, groups)))
    return found


@settings(max_examples=60)
@given(selections())
def test_the_selection_is_the_best_of_all(selection: Selection) -> None:
    result, choices = run(selection), all_choices(selection)
    if not choices:
        assert result["status"] == "infeasible"
        assert result["relaxations"]
        return
    best = max(worth for _, worth in choices)
    assert (result["status"], result["objective"], result["bound"]) == ("optimal", best, best)
    seats = {row["application"]: row["seats"] for row in result["councils"]}
    assert not broken_limits(selection, seats)
    for row in result["not_selected"]:
        having = [worth for seats, worth in choices if row["application"] in seats]
        assert row["cost"] == (best - max(having) if having else None)
    for other in result["alternatives"]:
        kept = {row["application"] for row in other["councils"]} & seats.keys()
        assert len(kept) <= len(seats) - 2


@settings(max_examples=15)
@given(selections())
def test_the_rise_that_is_named_is_enough_and_the_smallest(selection: Selection) -> None:
    result = run(selection)
    risers = [row for row in result["not_selected"] if row.get("score_rise")]
    for row in risers[:1]:
        rise = round(row["score_rise"] * FULL / selection.scale)
        for change, enough in ((rise, True), (rise - 1, False)):
            raised = _raise(selection, row["application"], change)
            best = run(raised)["objective"]
            having = [w for seats, w in all_choices(raised) if row["application"] in seats]
            assert (max(having) == best) is enough


def _raise(selection: Selection, key: str, points: int) -> Selection:
    values = to_plain(selection)
    for application in values["applications"]:
        if application["id"] == key:
            application["points"] += points
    return from_plain(Selection, values)


def test_two_runs_are_the_same_byte_for_byte() -> None:
    selection = make_selection(2, applications=60)
    assert canonical_json(run(selection)) == canonical_json(run(selection))


def test_a_reserve_keeps_every_limit_when_it_comes_in() -> None:
    selection = make_selection(4, applications=60)
    result = run(selection)
    names = {row["council"]: row["application"] for row in result["councils"]}
    chosen = set(names.values())
    assert result["reserves"]
    by_id = {a.id: a for a in selection.applications}
    for reserve in result["reserves"]:
        for council in reserve["instead_of"]:
            after = [by_id[key] for key in chosen - {names[council]}] + [
                by_id[reserve["application"]]
            ]
            counted = [c for a in after for c in a.councils]
            for quota in selection.quotas:
                count = sum(getattr(c, quota.dimension) == quota.value for c in counted)
                assert quota.least <= count <= (quota.most or count)


def test_nobody_applied_is_said_in_words() -> None:
    result = run(make_selection(1, applications=0))
    assert [r["text"] for r in result["relaxations"]] == ["Take fewer than 6 councils."]


def test_the_list_goer_takes_no_more_than_there_is() -> None:
    for seed in range(1, 4):
        selection = make_selection(seed)
        seats = choose_greedily(selection)
        assert sum(seats.values()) <= selection.seats
        assert value(selection, seats, {}) > 0
