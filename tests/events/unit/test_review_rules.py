"""How reviews are shared out and counted."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.reviews.rules import (
    DEFAULT_CRITERIA,
    Candidate,
    Criterion,
    Judge,
    assign,
    check_scores,
    criteria_of,
    decision_letter,
    figures_of,
    loads,
    may_judge,
    weighted,
)
from shared.refusals import Invalid

_names = st.sets(st.sampled_from("abcd"), max_size=2).map(frozenset)


@st.composite
def parties(draw: st.DrawFn, most: int = 12) -> tuple[list[Candidate], list[Judge], int]:
    candidates = [
        Candidate(uuid.UUID(int=n + 1), draw(_names), draw(_names))
        for n in range(draw(st.integers(0, most)))
    ]
    judges = [
        Judge(uuid.UUID(int=n + 1000), draw(_names), draw(_names))
        for n in range(draw(st.integers(0, 6)))
    ]
    return candidates, judges, draw(st.integers(1, 3))


@given(parties(), st.data())
def test_no_conflict_of_interest_is_ever_assigned(
    given_: tuple[list[Candidate], list[Judge], int], data: st.DataObject
) -> None:
    candidates, judges, per = given_
    everything = [(j.id, c.id) for j in judges for c in candidates]
    refused = data.draw(st.sets(st.sampled_from(everything))) if everything else set()
    by_judge, by_candidate = {j.id: j for j in judges}, {c.id: c for c in candidates}
    pairs = assign(candidates, judges, per, refused=refused)
    for judge, candidate in pairs:
        assert may_judge(by_judge[judge], by_candidate[candidate], refused)
        assert by_judge[judge].people.isdisjoint(by_candidate[candidate].people)
        assert by_judge[judge].bodies.isdisjoint(by_candidate[candidate].bodies)
        assert (judge, candidate) not in refused
    for candidate in candidates:
        able = sum(may_judge(j, candidate, refused) for j in judges)
        assert sum(c == candidate.id for _, c in pairs) == min(per, able)


@given(parties(most=4))
def test_nobody_could_share_the_work_more_evenly(
    given_: tuple[list[Candidate], list[Judge], int],
) -> None:
    candidates, judges, per = given_
    judges = judges[:4]
    found = loads(assign(candidates, judges, per), judges)
    ways = []
    for candidate in candidates:
        able = [j.id for j in judges if may_judge(j, candidate)]
        ways.append(list(combinations(able, min(per, len(able)))))
    best = min(
        sum(
            sum(judge in taken for taken in way) ** 2  # the squares are least when loads are even
            for judge in found
        )
        for way in product(*ways)
    )
    assert sum(load**2 for load in found.values()) == best


@given(st.integers(0, 60), st.integers(1, 8), st.integers(1, 3))
def test_without_conflicts_loads_differ_by_at_most_one(
    proposals: int, reviewers: int, per: int
) -> None:
    nothing = frozenset[str]()
    candidates = [Candidate(uuid.UUID(int=n + 1), nothing, nothing) for n in range(proposals)]
    judges = [Judge(uuid.UUID(int=n + 1000), nothing, nothing) for n in range(reviewers)]
    found = loads(assign(candidates, judges, per), judges).values()
    assert max(found) - min(found) <= 1


@given(parties(), st.data())
def test_what_was_reviewed_stays_with_its_reviewer(
    given_: tuple[list[Candidate], list[Judge], int], data: st.DataObject
) -> None:
    candidates, judges, per = given_
    able = [(j.id, c.id) for j in judges for c in candidates if may_judge(j, c)]
    done = data.draw(st.sets(st.sampled_from(able), max_size=4)) if able else set()
    assert done <= assign(candidates, judges, per, done=done)


def test_weights_count() -> None:
    criteria = [Criterion("a", "A", 1), Criterion("b", "B", 3)]
    assert weighted({"a": 1, "b": 5}, criteria) == 4
    assert weighted({"a": 2}, criteria) == 2
    assert weighted({}, criteria) is None
    figures = figures_of([{"a": 1, "b": 5}, {"a": 1, "b": 1}, {}], criteria)
    assert (figures.mean, figures.spread, figures.count) == (2.5, 3.0, 2)
    assert figures_of([], criteria).mean is None


@pytest.mark.parametrize("scores", [{}, {"new": 1, "outcome": 6, "learn": 1}, {"new": 0}])
def test_every_criterion_is_scored_from_one_to_five(scores: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        check_scores(scores, DEFAULT_CRITERIA)


@pytest.mark.parametrize(
    "given_",
    [
        [],
        [{"label": "A", "weight": 0}],
        [{"label": "A", "weight": 1}, {"label": "a", "weight": 1}],
        [{"label": "!", "weight": 1}],
        [{"label": f"C{n}", "weight": 1} for n in range(11)],
    ],
)
def test_criteria_that_cannot_be_are_refused(given_: list[dict[str, object]]) -> None:
    with pytest.raises(Invalid):
        criteria_of(given_)


def test_a_letter_says_what_was_decided_and_nothing_else_is_filled_in() -> None:
    letter = decision_letter(
        "accepted",
        title="Homes {edition}",
        edition="Zone 2090",
        venue="Harrogate",
        days=(dt.date(2090, 7, 4), dt.date(2090, 7, 6)),
        message=" Bring a {banner}. ",
    )
    assert letter.subject == "Your proposal for Zone 2090 is accepted"
    assert "“Homes {edition}”" in letter.text
    assert "4 July to 6 July 2090 in Harrogate" in letter.text
    assert letter.text.endswith("\n\nBring a {banner}.")
