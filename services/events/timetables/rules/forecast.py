"""How many people each session will draw, which rooms that overfills or leaves empty, and what to do."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.events.timetables.rules.conflicts import share_a_floor
from services.events.timetables.rules.problem import (
    Item,
    Place,
    StageSpec,
    Timetable,
    end_of,
    overlap,
)

_EMPTY_BELOW_PERCENT = 40
_PRIOR_SEATS = 100
"""A theme with few seats last year is taken to be nearly like the others."""
_LEAST, _MOST = 0.5, 2.0
_FULL_SCORE = 1000


class Room(enum.StrEnum):
    """How a session's audience goes with its stage."""

    OVERFLOWS = "overflows"
    FITS = "fits"
    EMPTY = "empty"
    UNKNOWN = "unknown"  # nobody said how many come, or how many the stage holds


class Advice(enum.StrEnum):
    """What would make the room right."""

    LARGER_STAGE = "larger_stage"
    SMALLER_STAGE = "smaller_stage"
    REPEAT = "repeat"
    NONE = "none"


@dataclass(frozen=True)
class Filled:
    """A session of last year: how many of its audience answered, and how many seats there were."""

    themes: tuple[str, ...]
    answers: int
    seats: int


@dataclass(frozen=True)
class Forecast:
    """What is expected of a session where it is placed; `stage` is the one advised."""

    item: str
    expected: int | None
    capacity: int | None
    room: Room
    advice: Advice = Advice.NONE
    stage: str = ""
    times: int = 1


def theme_factors(filled: Iterable[Filled]) -> dict[str, float]:
    """How much fuller than all rooms together each theme's were, between a half and twice.

    Only some of an audience answer, but about as many of each: their share falls out of the ratio.
    """
    rows = [row for row in filled if row.seats > 0]
    answers, seats = sum(row.answers for row in rows), sum(row.seats for row in rows)
    if not answers:
        return {}
    usual = answers / seats
    factors = {}
    for theme in sorted({theme for row in rows for theme in row.themes}):
        ones = [row for row in rows if theme in row.themes]
        heads = sum(row.answers for row in ones) / usual
        factor = (heads + _PRIOR_SEATS) / (sum(row.seats for row in ones) + _PRIOR_SEATS)
        factors[theme] = min(_MOST, max(_LEAST, factor))
    return factors


def score_factor(score: int | None) -> float:
    """From three quarters for the lowest score to five quarters for a full one; 1 without a score."""
    return 1.0 if score is None else 0.75 + 0.5 * score / _FULL_SCORE


def expected_audience(item: Item, score: int | None, themes: Mapping[str, float]) -> int | None:
    """How many come: those its proposer expects, by its score and how its themes drew last year."""
    if item.audience is None:
        return None
    known = [themes.get(theme, 1.0) for theme in item.themes] or [1.0]
    return round(item.audience * score_factor(score) * sum(known) / len(known))


def room_of(expected: int | None, capacity: int | None) -> Room:
    """Whether an audience is too many for a stage, too few, or right."""
    if expected is None or capacity is None:
        return Room.UNKNOWN
    if expected > capacity:
        return Room.OVERFLOWS
    return Room.EMPTY if expected * 100 < capacity * _EMPTY_BELOW_PERCENT else Room.FITS


def forecast(
    timetable: Timetable,
    placed: Mapping[str, Place],
    scores: Mapping[str, int],
    themes: Mapping[str, float],
) -> list[Forecast]:
    """Return what is expected of each placed session, in the order they begin.

    A stage is advised where it is free then and has what the session needs; whether the people in it
    can walk there in time is for the conflicts to say.
    """
    stages = {stage.id: stage for stage in timetable.stages}
    there = [(i, placed[i.id]) for i in timetable.items if i.id in placed]
    there = [(i, at) for i, at in there if at.stage in stages]
    there.sort(key=lambda one: (one[1].start, one[1].stage, one[0].id))
    found = []
    for item, at in there:
        expected = expected_audience(item, scores.get(item.id), themes)
        found.append(_advised(timetable, there, (item, at), stages[at.stage], expected))
    return found


_There = Sequence[tuple[Item, Place]]


def _advised(
    timetable: Timetable,
    there: _There,
    one: tuple[Item, Place],
    now: StageSpec,
    expected: int | None,
) -> Forecast:
    item, _ = one
    room = room_of(expected, now.capacity)
    found = Forecast(item.id, expected, now.capacity, room)
    if expected is None or now.capacity is None or room not in (Room.OVERFLOWS, Room.EMPTY):
        return found
    better = min(
        (
            (stage.capacity, stage.id)
            for stage in timetable.stages
            if stage.capacity is not None
            and expected <= stage.capacity
            and (room is Room.OVERFLOWS or stage.capacity < now.capacity)
            and _is_free(timetable, there, one, stage)
        ),
        default=None,
    )
    if better is not None:
        advice = Advice.LARGER_STAGE if room is Room.OVERFLOWS else Advice.SMALLER_STAGE
        return Forecast(item.id, expected, now.capacity, room, advice, better[1])
    if room is Room.OVERFLOWS and now.capacity:
        times = -(-expected // now.capacity)
        return Forecast(item.id, expected, now.capacity, room, Advice.REPEAT, times=times)
    return found


def _is_free(
    timetable: Timetable, there: _There, one: tuple[Item, Place], stage: StageSpec
) -> bool:
    item, now = one
    at = Place(stage.id, now.start)
    if set(item.needs) - set(stage.equipment):
        return False
    if any(shut.start < end_of(item, at) and at.start < shut.end for shut in stage.closed):
        return False
    stages = {spec.id: spec for spec in timetable.stages}
    for other, then in there:
        if other.id == item.id:
            continue
        if then.stage == stage.id:
            between = max(then.start - end_of(item, at), at.start - end_of(other, then))
            if between < timetable.turnround:
                return False
        elif share_a_floor(stage, stages[then.stage]) and overlap(item, at, other, then):
            return False
    return True
