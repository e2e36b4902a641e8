"""The solver's timetable is the best there is, and right by the rules that the grid shows."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bench.timetable_instances import make_timetable
from services.events.solving.gateways.search import CpSearch
from services.events.solving.rules import Limits, from_plain, to_plain
from services.events.timetables.gateways.choosing import Best, Choosing
from services.events.timetables.rules import (
    Timetable,
    broken_wishes,
    find_conflicts,
    place_greedily,
    value,
)
from tests.events.timetables.small import best_by_trying, timetables


def choose(timetable: Timetable, **limits: float) -> Best:
    """Search on one worker, as a reproducible run does."""
    told = Limits(reproducible=True, workers=1, **limits)  # type: ignore[arg-type]
    return Choosing(timetable, CpSearch(told, lambda _: None)).run()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(timetables())
def test_the_answer_is_the_best_of_all_timetables(timetable: Timetable) -> None:
    best = choose(timetable)
    tried = best_by_trying(timetable)
    if tried is None:
        assert best.status == "infeasible"
        return
    assert (best.status, best.objective, best.bound) == ("optimal", tried, tried)
    assert best.placed is not None
    assert value(timetable, best.placed) == tried
    assert broken_wishes(timetable, best.placed) == []
    assert not any(conflict.is_hard for conflict in find_conflicts(timetable, best.placed))


@settings(max_examples=30)
@given(timetables())
def test_a_problem_survives_being_sent(timetable: Timetable) -> None:
    assert from_plain(Timetable, to_plain(timetable)) == timetable


@settings(max_examples=60)
@given(timetables())
def test_the_greedy_placement_breaks_no_strict_rule(timetable: Timetable) -> None:
    placed = place_greedily(timetable)
    assert not any(conflict.is_hard for conflict in find_conflicts(timetable, placed))


def test_the_same_run_gives_the_same_answer_again() -> None:
    timetable = make_timetable(3, proposals=60, strict=True)
    first, second = choose(timetable, effort=3.0), choose(timetable, effort=3.0)
    assert first == second
    assert first.placed


def test_a_call_without_proposals_has_an_empty_timetable() -> None:
    best = choose(make_timetable(1, proposals=0))
    assert (best.status, best.placed) == ("optimal", {})
