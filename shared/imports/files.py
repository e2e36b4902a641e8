"""Reads a spreadsheet file into rows, or says what is wrong with it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from shared.imports.sheets import (
    MAX_ROWS,
    Fault,
    FileFault,
    Row,
    Sheet,
    clean_name,
    missing_columns,
)
from shared.imports.workbooks import read_workbook

MAX_LINE_CHARACTERS = 1_000_000
_DELIMITERS = ",;\t"
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_sheet(content: bytes, required: Sequence[str], optional: Sequence[str]) -> Sheet:
    """Return the sheet of a CSV file (RFC 4180; comma, semicolon or tab) or of an Excel workbook.

    Raises FileFault for what is neither, not UTF-8, lacks a column, has a line beyond a megabyte or
    more than a quarter of a million rows.
    """
    if content.startswith(_WORKBOOK):
        return read_workbook(content, required, optional)
    text = _decode(content)
    _refuse_long_lines(text)
    delimiter = _delimiter(text, required)
    lines = _numbered_lines(text, delimiter)
    header = _header(next(lines, (1, []))[1], required)
    known = {*required, *optional}
    sheet = Sheet([], [], tuple(c for c in header if c not in known))
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(sheet.rows) + len(sheet.ragged) >= MAX_ROWS:
            raise FileFault(f"The file has more than {MAX_ROWS:,} rows. Send it in parts.")
        filled = cells + [""] * (len(header) - len(cells))
        values = {c: v.strip() for c, v in zip(header, filled, strict=False) if c in known}
        row = Row(number, {column: values.get(column, "") for column in known})
        if len(cells) > len(header):
            message = (
                f"This row has {len(cells)} cells and the header {len(header)}."
                " Put text that holds a comma in double quotes."
            )
            sheet.ragged.append((row, Fault("", message)))
        else:
            sheet.rows.append(row)
    return sheet


def _decode(content: bytes) -> str:
    if not content.strip():
        raise FileFault("The file is empty.")
    if content.startswith(_OLD_WORKBOOK):
        raise FileFault(
            "This is a workbook of an old Excel, or one with a password. Save it as “Excel Workbook"
            " (.xlsx)” without a password and send that file."
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileFault("The file is in UTF-16. Save it as “CSV UTF-8” and send that file.")
    if b"\x00" in content:
        raise FileFault("This is not a CSV file: it holds binary data.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileFault(
            f"Line {line} is not in UTF-8. Save the file as “CSV UTF-8” and send it again.",
            row=line,
        ) from error


def _refuse_long_lines(text: str) -> None:
    for number, line in enumerate(io.StringIO(text), start=1):
        if len(line) > MAX_LINE_CHARACTERS:
            raise FileFault(
                f"Line {number} is longer than a million characters. Check that the file is a CSV"
                " file with one row a line.",
                row=number,
            )


def _delimiter(text: str, required: Sequence[str]) -> str:
    """Return the separator under which the first line names most of the columns we need."""
    first = text.split("\n", 1)[0]
    wanted = set(required)

    def named(delimiter: str) -> int:
        return len(wanted.intersection(clean_name(cell) for cell in first.split(delimiter)))

    return max(_DELIMITERS, key=named)


def _numbered_lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_LINE_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileFault(
                f"Line {reader.line_num} cannot be read as CSV ({error}). Check its double quotes.",
                row=reader.line_num,
            ) from error
        number += 1
        yield number, cells


def _header(cells: list[str], required: Sequence[str]) -> list[str]:
    header = [clean_name(cell) for cell in cells]
    twice = sorted({c for c in header if c and header.count(c) > 1})
    if twice:
        raise FileFault(f"The column {twice[0]} is there twice.", row=1, field=twice[0])
    missing = [column for column in required if column not in header]
    if missing:
        raise missing_columns(missing, required)
    return header
