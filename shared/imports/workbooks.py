"""Reads an Excel workbook (.xlsx) into rows, whoever made it and whatever they meant by it. Pure.

A workbook is a zip of XML from a stranger: sizes are judged before anything is unpacked, document
types (and so entities) are refused, no formula is worked out and no link in it is followed.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from shared.imports.sheets import (
    MAX_ROWS,
    Fault,
    FileFault,
    Row,
    Sheet,
    clean_name,
    missing_columns,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_UNPACKED_BYTES = 128_000_000
_MAX_MEMBERS = 2_000
_MAX_RATIO = 200
_SMALL_BYTES = 1_000_000
_MAX_MERGES = 1_000
_ESCAPED_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")


@dataclass(frozen=True)
class _Cell:
    """A cell that holds something: its text, or the fault it is."""

    text: str
    fault: str = ""


Line = tuple[int, dict[int, _Cell]]


@dataclass(frozen=True)
class _Table:
    """A worksheet with its first line that holds anything."""

    title: str
    part: Any
    header_row: int
    header: dict[int, str]

    def lacks(self, required: Sequence[str]) -> list[str]:
        return [column for column in required if column not in self.header.values()]


def read_workbook(content: bytes, required: Sequence[str], optional: Sequence[str]) -> Sheet:
    """Return the sheet of a workbook whose first line names the columns we need.

    Dates become ISO 8601, whole numbers lose their ".0". Raises FileFault for what is no workbook,
    is too large, or has no sheet, or several, with the columns.
    """
    _check_package(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts we do not read: drawings, validations, styles
        try:
            return _read(content, required, optional)
        except FileFault:
            raise
        except Exception as error:  # the library answers a broken part with almost any exception
            raise FileFault(
                "The Excel workbook cannot be read: a part of it is broken. Open it in Excel, save"
                " it again as “Excel Workbook (.xlsx)” and send that file."
            ) from error


def _check_package(content: bytes) -> None:
    """Judge the zip by its directory: what it says it unpacks to is also all we would read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_members(package.infolist())
            for member in package.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    with package.open(member) as part:
                        _refuse_document_type(part)
    except FileFault:
        raise
    except (
        Exception
    ) as error:  # zipfile, zlib, lzma and expat each have their own for a broken part
        raise FileFault(
            "The Excel workbook is damaged or was cut short. Save it again and send it."
        ) from error


def _check_members(members: Sequence[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if any(member.flag_bits & 0x1 for member in members):
        raise FileFault("The workbook has a password. Save it without one.")
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise FileFault("This is a zip file, not an Excel workbook (.xlsx) or a CSV file.")
    if "xl/workbook.bin" in names:
        raise FileFault("This is a binary Excel workbook (.xlsb). Save it as .xlsx.")
    _check_sizes(members)


def _check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    bombs = [
        m
        for m in members
        if m.file_size > _SMALL_BYTES and m.file_size > _MAX_RATIO * max(1, m.compress_size)
    ]
    if unpacked > MAX_UNPACKED_BYTES or len(members) > _MAX_MEMBERS or bombs:
        raise FileFault(
            "The workbook is too large once unpacked. Leave out pictures and unused sheets, or save"
            " the one sheet as “CSV UTF-8”."
        )


def _refuse_document_type(part: Any) -> None:
    """Read up to the first element; a document type, where entities are made, comes before it."""
    parser = expat.ParserCreate()
    done: list[bool] = []
    parser.StartDoctypeDeclHandler = lambda *_: done.append(False)
    parser.StartElementHandler = lambda *_: done.append(True)
    while not done and (chunk := part.read(8192)):
        parser.Parse(chunk)
    if done and not done[0]:
        raise FileFault("The workbook holds a document type, which no Excel program writes.")


def _read(content: bytes, required: Sequence[str], optional: Sequence[str]) -> Sheet:
    from openpyxl import load_workbook  # heavy, and needed by a worker alone

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        table = _choose(list(_tables(workbook)), required)
        known = {*required, *optional}
        columns = {place: name for place, name in table.header.items() if name in known}
        unused = tuple(name for name in table.header.values() if name not in known)
        sheet = Sheet([], [], unused)
        reader = _Lines(workbook, table.part)
        lines = [line for line in reader if line[0] > table.header_row]
        merged = reader.merged_rows(set(columns))
        for number, cells in lines:
            _add(sheet, number, cells, columns, known, merged=number in merged)
    finally:
        workbook.close()
    return sheet


def _add(
    sheet: Sheet,
    number: int,
    cells: dict[int, _Cell],
    columns: dict[int, str],
    known: set[str],
    *,
    merged: bool,
) -> None:
    found = {name: cells[place] for place, name in columns.items() if place in cells}
    if not any(cell.text or cell.fault for cell in found.values()):
        return
    if len(sheet.rows) + len(sheet.ragged) >= MAX_ROWS:
        raise FileFault(f"The sheet has more than {MAX_ROWS:,} rows. Send it in parts.")
    row = Row(number, {name: found[name].text if name in found else "" for name in known})
    faults = [Fault(name, cell.fault) for name, cell in found.items() if cell.fault]
    if merged:
        faults.append(Fault("", "Cells of this row are merged. Unmerge them and fill each one."))
    if faults:
        sheet.ragged.append((row, faults[0]))
    else:
        sheet.rows.append(row)


def _tables(workbook: Workbook) -> Iterator[_Table]:
    for part in workbook.worksheets:
        if part.sheet_state != "visible":
            continue
        for number, cells in _Lines(workbook, part):
            header = {place: clean_name(cell.text) for place, cell in cells.items()}
            header = {place: name for place, name in header.items() if name}
            if header:
                yield _Table(part.title, part, number, header)
                break


def _choose(tables: Sequence[_Table], required: Sequence[str]) -> _Table:
    if not tables:
        raise FileFault("The workbook has no visible sheet that holds anything.")
    fitting = [table for table in tables if not table.lacks(required)]
    if len(fitting) > 1:
        names = " and ".join(f"“{table.title}”" for table in fitting[:5])
        raise FileFault(f"The sheets {names} all have the columns. Keep only the one you mean.")
    if not fitting:
        nearest = min(tables, key=lambda table: len(table.lacks(required)))
        raise missing_columns(nearest.lacks(required), required, sheet=nearest.title)
    names_in_use = list(fitting[0].header.values())
    twice = sorted({name for name in names_in_use if names_in_use.count(name) > 1})
    if twice:
        row = fitting[0].header_row
        raise FileFault(f"The column {twice[0]} is there twice.", row=row, field=twice[0])
    return fitting[0]


class _Lines:
    """The lines of a worksheet that hold anything, by the numbers a spreadsheet program shows.

    Built on the library's parser itself: its rows would be filled up with empty cells as far as a
    hostile file says there are any, and would not tell a formula without a result from an empty cell.
    """

    def __init__(self, workbook: Any, part: Any) -> None:
        from openpyxl.worksheet._reader import WorkSheetParser
        from openpyxl.xml.constants import SHEET_MAIN_NS

        formula_tag = f"{{{SHEET_MAIN_NS}}}f"

        class Parser(WorkSheetParser):
            def parse_cell(self, element: Any) -> dict[str, Any]:
                cell: dict[str, Any] = super().parse_cell(element)
                cell["formula"] = element.find(formula_tag) is not None
                return cell

        self._last = 0
        self._source = part._get_source()  # noqa: SLF001 - the parser's way in, see above
        self._parser: Any = Parser(
            self._source,
            part._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,  # noqa: SLF001
            timedelta_formats=workbook._timedelta_formats,  # noqa: SLF001
        )

    def __iter__(self) -> Iterator[Line]:
        with self._source:
            for number, cells in self._parser.parse():
                found = {cell["column"]: _cell(cell) for cell in cells}
                found = {c: cell for c, cell in found.items() if cell.text or cell.fault}
                if found:
                    self._last = max(self._last, number)
                    yield number, found

    def merged_rows(self, columns: set[int]) -> set[int]:
        """The rows with cells merged in these columns; known once all lines are read."""
        ranges = getattr(self._parser.merged_cells, "mergeCell", [])
        touching = [r for r in ranges if any(r.min_col <= c <= r.max_col for c in columns)]
        rows: set[int] = set()
        if len(touching) > _MAX_MERGES:
            raise FileFault("The sheet has too many merged cells. Unmerge them all.")
        for merge in touching:
            rows.update(range(merge.min_row, min(merge.max_row, self._last) + 1))
        return rows


def _cell(cell: dict[str, Any]) -> _Cell:
    value = cell["value"]
    if cell["data_type"] == "e":
        return _Cell("", f"The cell holds the error {value}.")
    if value is None and cell["formula"]:
        return _Cell(
            "",
            "The formula has no saved result. Open the file in Excel, save it and send it again.",
        )
    return _Cell(_text(value))


def _text(value: Any) -> str:
    """Return a value as a person would type it into a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer()
        return str(int(value)) if whole else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        day_only = value.time() == dt.time()
        return value.date().isoformat() if day_only else value.isoformat(timespec="minutes")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    text = _ESCAPED_CONTROL.sub(lambda m: chr(int(m[1], 16)), str(value))
    return text.replace("\x00", "").strip()
