"""How a day is laid out as a table."""

from __future__ import annotations

import datetime as dt
import uuid

from hypothesis import given
from hypothesis import strategies as st

from services.events.grid.rules import Block, grid_rows

NINE = dt.datetime(2090, 7, 4, 9, tzinfo=dt.UTC)
ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


def at(minutes: int) -> dt.datetime:
    return NINE + dt.timedelta(minutes=minutes)


@st.composite
def days(draw: st.DrawFn) -> list[Block]:
    """Sessions on two stages that do not overlap, some outside the opening hours."""
    blocks = []
    for stage in (ONE, TWO):
        edges = sorted(draw(st.sets(st.integers(-60, 540), max_size=8)))
        for starts, ends in zip(edges[::2], edges[1::2], strict=False):
            blocks.append(Block(uuid.uuid4(), stage, at(starts), at(ends)))
    return blocks


@given(days(), st.none() | st.integers(5, 120))
def test_every_session_is_shown_once_and_the_rows_are_even(
    blocks: list[Block], minutes: int | None
) -> None:
    length = dt.timedelta(minutes=minutes) if minutes else None
    rows = grid_rows(at(0), at(480), [ONE, TWO], blocks, None, length)
    shown = [cell.block for row in rows for cell in row.cells if cell.block]
    assert sorted(b.id for b in shown) == sorted(b.id for b in blocks)
    covered = {ONE: 0, TWO: 0}
    for row in rows:
        for cell in row.cells:
            covered[cell.stage_id] += cell.rows
    assert set(covered.values()) == {len(rows)}, "the table is not even"


@given(days(), st.integers(5, 120))
def test_a_session_fits_where_it_is_offered_a_place(blocks: list[Block], minutes: int) -> None:
    length = dt.timedelta(minutes=minutes)
    for row in grid_rows(at(0), at(480), [ONE, TWO], blocks, None, length):
        for cell in row.cells:
            if cell.fits:
                start, end = row.starts_at, row.starts_at + length
                assert end <= at(480)
                beside = [b for b in blocks if b.stage_id == cell.stage_id]
                assert not any(b.starts_at < end and start < b.ends_at for b in beside)


def test_a_session_may_move_into_the_time_it_has_itself() -> None:
    own = Block(uuid.uuid4(), ONE, at(0), at(60))
    rows = grid_rows(at(0), at(120), [ONE], [own], own, dt.timedelta(minutes=60))
    free = [row.starts_at for row in rows for cell in row.cells if cell.fits]
    assert free == [at(60)], "what its own block covers is not a cell of its own"
