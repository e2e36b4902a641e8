"""Lays a day's sessions out as the rows and cells of a table."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from shared.refusals import Conflict


class MoveBlocked(Conflict):
    """A move breaks a rule that the edition does not let anybody break."""


class HeldBack(Conflict):
    """A release would show a timetable that breaks a rule."""


_FINE, _COARSE = dt.timedelta(minutes=15), dt.timedelta(hours=1)


@dataclass(frozen=True)
class Block:
    """A session as the grid needs it."""

    id: uuid.UUID
    stage_id: uuid.UUID
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Cell:
    """A cell of a stage: a session over `rows` rows, or free (`block` is None)."""

    stage_id: uuid.UUID
    block: Block | None
    rows: int
    fits: bool = False


@dataclass(frozen=True)
class GridRow:
    """A row of the grid, from a moment on."""

    starts_at: dt.datetime
    cells: tuple[Cell, ...]


def grid_rows(
    opens: dt.datetime,
    closes: dt.datetime,
    stage_ids: Sequence[uuid.UUID],
    blocks: Sequence[Block],
    moving: Block | None = None,
    length: dt.timedelta | None = None,
) -> list[GridRow]:
    """Return the rows of a day: hourly, or by quarters while something of a `length` is placed.

    A session that lies outside the opening hours, or starts between two rows, has rows of its own.
    """
    step = _FINE if length else _COARSE
    edges = {edge for block in blocks for edge in (block.starts_at, block.ends_at)}
    moment = opens
    while moment < closes:
        edges.add(moment)
        moment += step
    edges.add(closes)
    times = sorted(edges)
    rows = []
    for start in times[:-1]:
        cells = [
            cell
            for stage_id in stage_ids
            if (cell := _cell(start, times, stage_id, blocks, closes, moving, length))
        ]
        rows.append(GridRow(start, tuple(cells)))
    return rows


def _cell(
    start: dt.datetime,
    times: Sequence[dt.datetime],
    stage_id: uuid.UUID,
    blocks: Sequence[Block],
    closes: dt.datetime,
    moving: Block | None,
    length: dt.timedelta | None,
) -> Cell | None:
    """Return the cell at a time, None where a session from an earlier row covers it."""
    here = [b for b in blocks if b.stage_id == stage_id]
    for block in here:
        if block.starts_at == start:
            rows = sum(block.starts_at <= t < block.ends_at for t in times)
            return Cell(stage_id, block, rows)
        if block.starts_at < start < block.ends_at:
            return None
    fits = length is not None and start + length <= closes
    if fits and length is not None:
        others = [b for b in here if moving is None or b.id != moving.id]
        fits = all(start + length <= b.starts_at or start >= b.ends_at for b in others)
    return Cell(stage_id, None, 1, fits)
