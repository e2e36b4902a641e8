"""What a file of rows is, once read: rows by their columns, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_ROWS = 250_000


class FileFault(ValueError):
    """The file as a whole cannot be read; `row` is the line at fault, 0 for none."""

    def __init__(self, message: str, *, row: int = 0, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.row = row
        self.field = field


@dataclass(frozen=True)
class Row:
    """A row by its columns. `number` is what a spreadsheet program shows beside it; the header is 1."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with, or worth knowing of, one field of a row."""

    field: str
    message: str


@dataclass(frozen=True)
class Sheet:
    """A file that can be read: its rows, those that are ragged, and the columns we do not use."""

    rows: list[Row]
    ragged: list[tuple[Row, Fault]]
    unused_columns: tuple[str, ...]


def missing_columns(
    missing: Sequence[str], required: Sequence[str], *, sheet: str = ""
) -> FileFault:
    """Return the fault of a file whose first line does not name the columns we need."""
    what = f"The sheet “{sheet}”" if sheet else "The file"
    return FileFault(
        f"{what} lacks the column {' and '.join(missing)}."
        f" Its first line must name these columns: {', '.join(required)}.",
        row=1,
        field=missing[0],
    )


def clean_name(cell: str) -> str:
    """Return a column's name as we compare it."""
    return cell.strip().strip('"').strip().lower().replace(" ", "_")
