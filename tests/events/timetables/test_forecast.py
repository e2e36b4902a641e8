"""Expected audiences: what they are made of, which rooms they overfill, and what is advised."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.events.timetables.rules import (
    Advice,
    Filled,
    Item,
    Place,
    Room,
    Span,
    StageSpec,
    Timetable,
    expected_audience,
    forecast,
    room_of,
    theme_factors,
)
from tests.events.conftest import Browser, Organiser
from tests.events.timetables.test_api import edition_with, solve

heads = st.integers(0, 2000)
scores = st.integers(0, 1000)
factors = st.floats(0.5, 2)


def item(audience: int | None, key: str = "i", **other: object) -> Item:
    """An hour about homes."""
    return replace(Item(key, key, 60, themes=("homes",), audience=audience), **other)  # type: ignore[arg-type]


def _expected(audience: int, score: int, factor: float) -> int:
    found = expected_audience(item(audience), score, {"homes": factor})
    assert found is not None
    return found


@given(heads, heads, scores, scores, factors, factors)
def test_more_heads_a_better_score_or_a_fuller_theme_never_draw_fewer(
    a: int, b: int, s: int, t: int, f: float, g: float
) -> None:
    least = _expected(min(a, b), min(s, t), min(f, g))
    assert least <= _expected(max(a, b), max(s, t), max(f, g))


rows = st.builds(
    Filled,
    st.sampled_from([(), ("homes",), ("roads",), ("homes", "roads")]),
    st.integers(0, 300),
    st.integers(0, 300),
)


@given(st.lists(rows, max_size=6), st.integers(1, 100))
def test_more_answers_to_a_theme_never_make_it_draw_fewer(rows: list[Filled], more: int) -> None:
    one = Filled(("homes",), 20, 50)
    other = Filled(("roads",), 20, 50)
    before = theme_factors([*rows, one, other])
    after = theme_factors([*rows, replace(one, answers=20 + more), other])
    assert after["homes"] >= before["homes"] - 1e-9
    assert all(0.5 <= factor <= 2 for factor in after.values())


@given(heads, heads, st.integers(1, 500), st.integers(1, 500))
def test_a_room_does_not_fit_again_once_it_overflows(a: int, b: int, c: int, d: int) -> None:
    order = [Room.EMPTY, Room.FITS, Room.OVERFLOWS]
    rank = order.index
    assert rank(room_of(min(a, b), max(c, d))) <= rank(room_of(max(a, b), min(c, d)))


def test_what_nobody_knows_changes_nothing() -> None:
    assert theme_factors([]) == theme_factors([Filled(("homes",), 0, 50)]) == {}
    assert expected_audience(item(40), None, {}) == 40
    assert expected_audience(item(None), 900, {}) is None
    assert room_of(None, 10) == room_of(10, None) == Room.UNKNOWN


_STAGES = (
    StageSpec("big", "Big", 200),
    StageSpec("mid", "Middle", 80, ("screen",)),
    StageSpec("low", "Low", 30),
    StageSpec("any", "Unmeasured"),
)


def _timetable(*items: Item) -> Timetable:
    return Timetable(_STAGES, (Span(540, 1020),), items)


def _advice(timetable: Timetable, **placed: Place) -> list[tuple[Room, Advice, str, int]]:
    found = forecast(timetable, placed, {}, {})
    return [(one.room, one.advice, one.stage, one.times) for one in found]


def test_the_smallest_free_stage_that_holds_them_is_advised() -> None:
    full = _advice(_timetable(item(70)), i=Place("low", 600))
    assert full == [(Room.OVERFLOWS, Advice.LARGER_STAGE, "mid", 1)]
    empty = _advice(_timetable(item(20)), i=Place("big", 600))
    assert empty == [(Room.EMPTY, Advice.SMALLER_STAGE, "low", 1)]
    assert _advice(_timetable(item(70)), i=Place("mid", 600))[0][0] == Room.FITS
    assert _advice(_timetable(item(70)), i=Place("any", 600))[0][0] == Room.UNKNOWN
    assert _advice(_timetable(item(70)), i=Place("lost", 600)) == []


def test_a_stage_that_lacks_what_is_needed_or_is_taken_is_not_advised() -> None:
    needing = item(20, needs=("screen",))
    assert _advice(_timetable(needing), i=Place("big", 600))[0][2] == "mid"
    others = [item(30, "k"), item(25, "l")]
    taken = {"i": Place("big", 600), "k": Place("mid", 655), "l": Place("low", 540)}
    assert _advice(_timetable(item(20), *others), **taken)[1] == (Room.EMPTY, Advice.NONE, "", 1)


def test_without_a_larger_free_stage_it_is_held_several_times() -> None:
    found = _advice(_timetable(item(450)), i=Place("big", 600))
    assert found == [(Room.OVERFLOWS, Advice.REPEAT, "", 3)]


def test_closed_stages_and_a_shared_floor_without_headphones_are_not_advised() -> None:
    shut = StageSpec("b", "B", 90, closed=(Span(600, 610),))
    floor = StageSpec("c", "C", 95, floor="hall")
    timetable = Timetable(
        (StageSpec("a", "A", 30), shut, floor, StageSpec("d", "D", 20, floor="hall")),
        (Span(540, 1020),),
        (item(80), item(10, "k")),
    )
    found = _advice(timetable, i=Place("a", 600), k=Place("d", 600))
    assert found[0][1:] == (Advice.REPEAT, "", 3)


def test_last_years_full_rooms_are_seen_in_the_forecast_and_on_the_page(
    organiser: Organiser, browser: Browser
) -> None:
    edition = edition_with(organiser, 2)
    found = solve(organiser, edition, max_sessions=2)
    path = f"/editions/{edition['id']}/timetables/{found['number']}"
    before = {row["title"]: row["expected"] for row in found["forecast"]}
    assert before.keys() == {"Proposal 1", "Proposal 2"}
    last = organiser.edition(
        year=2089, name="Zone 2089", starts_on="2089-07-05", ends_on="2089-07-06",
        stages=[{"name": "Main stage", "capacity": 100}, {"name": "Other", "capacity": 100}],
    )  # fmt: skip
    for stage, (theme, answers) in enumerate({"housing": 60, "climate-action": 10}.items()):
        held = organiser.session(last, stage, themes=[theme], **_hours())
        put = organiser.client.put(
            f"/events/api/sessions/{held['id']}/feedback",
            json={"rating": 4, "answers": answers, "comment": ""},
            headers=organiser.headers,
        )
        assert put.status_code == 204
    after = {row["title"]: row["expected"] for row in organiser.get(path).json["forecast"]}
    assert all(after[title] > before[title] for title in before)
    page = browser.get(f"/events/editions/{edition['slug']}/timetables/{found['number']}").text
    assert "Expected audiences" in page
    assert f">{after['Proposal 1']}<" in page


def _hours() -> dict[str, str]:
    return {"starts_at": "2089-07-05T09:00:00Z", "ends_at": "2089-07-05T09:45:00Z"}
