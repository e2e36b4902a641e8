"""Workbooks are read as people make them, and hostile ones are refused in words before they cost anything."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from shared.imports.files import read_sheet
from shared.imports.sheets import FileFault, Sheet

LOCAL = dt.datetime(2026, 7, 7, 14, 5)  # noqa: DTZ001 - spreadsheets know no time zones
REQUIRED, OPTIONAL = ("email", "organisation"), ("name", "year")


def workbook(
    *lines: list[Any], more: Callable[[Workbook], object] = lambda _: None, title: str = "People"
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for line in lines:
        sheet.append(line)
    more(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
    return file.getvalue()


def read(content: bytes) -> Sheet:
    return read_sheet(content, REQUIRED, OPTIONAL)


HEADER = ["Email", "Organisation", "Name", "Year", "Shoe size"]
SHEET = "xl/worksheets/sheet1.xml"
PLAIN = workbook(HEADER, ["a@b.example", "Surrey CC", "Ann", 2024, 7])


def test_values_come_as_a_person_would_type_them() -> None:
    sheet = read(
        workbook(
            [None, None],
            HEADER,
            [" a@b.example ", "Surrey CC", "Ann", 2024.0, 7],
            [],
            ["c@d.example", 3.25, True, dt.date(2026, 7, 7), None],
            ["e@f.example", "x_x000A_y", dt.time(9, 30), LOCAL, None],
        )
    )
    assert sheet.unused_columns == ("shoe_size",)
    assert [row.number for row in sheet.rows] == [3, 5, 6]
    assert sheet.rows[0].values == {
        "email": "a@b.example", "organisation": "Surrey CC", "name": "Ann", "year": "2024"
    }  # fmt: skip
    assert sheet.rows[1].values["organisation"] == "3.25"
    assert sheet.rows[1].values["name"] == "true"
    assert sheet.rows[1].values["year"] == "2026-07-07"
    assert sheet.rows[2].values["organisation"] == "x\ny"
    assert sheet.rows[2].values["name"] == "09:30"
    assert sheet.rows[2].values["year"] == "2026-07-07T14:05"


def test_a_formula_counts_by_its_saved_result_and_without_one_its_row_is_rejected() -> None:
    content = workbook(HEADER, ["a@b.example", "=A1&A2", "Ann"], ["c@d.example", "Kent", "=1/0"])
    content = changed(
        content, SHEET, lambda xml: xml.replace(b"<v />", b"<v></v>").replace(b"<v/>", b"<v></v>")
    )
    sheet = read(content)
    assert [(row.number, fault.field) for row, fault in sheet.ragged] == [
        (2, "organisation"), (3, "name")
    ]  # fmt: skip
    assert "saved result" in sheet.ragged[0][1].message
    saved = changed(content, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v>42</v>", 1))
    assert read(saved).rows[0].values["organisation"] == "42"


def test_a_cell_that_holds_an_error_rejects_its_row() -> None:
    sheet = read(workbook(HEADER, ["a@b.example", "#N/A"], ["c@d.example", "Kent CC"]))
    assert [(row.number, fault.field) for row, fault in sheet.ragged] == [(2, "organisation")]
    assert [row.number for row in sheet.rows] == [3]


def test_merged_cells_reject_their_rows_and_no_others() -> None:
    content = workbook(
        HEADER,
        ["a@b.example", "Surrey CC"],
        ["c@d.example"],
        ["e@f.example", "Kent CC"],
        more=lambda book: book["People"].merge_cells("B2:B3"),
    )
    sheet = read(content)
    assert [row.number for row, _ in sheet.ragged] == [2, 3]
    assert [row.number for row in sheet.rows] == [4]


def test_the_one_visible_sheet_with_the_columns_is_read() -> None:
    def more(book: Workbook) -> None:
        book.create_sheet("Cover", 0).append(["Made by the programme team"])
        hidden = book.create_sheet("Old")
        hidden.append(HEADER)
        hidden.sheet_state = "hidden"
        book.create_chartsheet("Chart").add_chart(BarChart())

    sheet = read(workbook(HEADER, ["a@b.example", "Surrey CC"], more=more))
    assert [row.values["email"] for row in sheet.rows] == ["a@b.example"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook(["Email", "Shoe size"], title="Feet"), "“Feet” lacks the column organisation"),
        (workbook(), "no visible sheet"),
        (workbook(["Email", "Organisation", "Email"]), "email is there twice"),
        (
            workbook(HEADER, more=lambda b: b.copy_worksheet(b["People"])),
            "“People” and “People Copy” all have the columns",
        ),
        (PLAIN[: len(PLAIN) // 2], "damaged"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "old Excel"),
        (b"PK\x03\x04 no zip", "damaged"),
        (changed(PLAIN, SHEET, lambda xml: xml[:-40]), "broken"),
        (changed(PLAIN, "xl/workbook.xml", lambda _: b"<nothing/>"), "no visible sheet"),
        (changed(PLAIN, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZ2"')), "broken"),
    ],
)
def test_a_file_that_cannot_be_meant_says_why(content: bytes, said: str) -> None:
    with pytest.raises(FileFault, match=said):
        read(content)


def zip_of(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", "/"), part)
    return file.getvalue()


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(FileFault, match="not an Excel workbook"):
        read(zip_of(letter=b"hello"))
    binary = {"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"\x00"}
    with pytest.raises(FileFault, match="xlsb"):
        read(zip_of(**binary))


def test_a_zip_bomb_is_refused_by_what_its_directory_says() -> None:
    bomb = changed(PLAIN, SHEET, lambda xml: xml + b" " * 30_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(FileFault, match="too large once unpacked"):
        read(bomb)


def test_a_workbook_of_very_many_parts_is_refused() -> None:
    file = io.BytesIO(PLAIN)
    with zipfile.ZipFile(file, "a") as package:
        for number in range(2_001):
            package.writestr(f"xl/media/{number}.png", b"")
    with pytest.raises(FileFault, match="too large once unpacked"):
        read(file.getvalue())


def test_a_workbook_with_a_password_is_refused() -> None:
    locked = bytearray(PLAIN)
    entry = locked.index(b"PK\x01\x02")
    locked[entry + 8] |= 1  # "encrypted" in the directory's flags
    with pytest.raises(FileFault, match="password"):
        read(bytes(locked))


def test_entities_are_never_expanded() -> None:
    laughs = (
        b'<?xml version="1.0"?><!-- x --><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    )
    part = "xl/workbook.xml"
    with pytest.raises(FileFault, match="document type"):
        read(changed(PLAIN, part, lambda xml: laughs + xml.removeprefix(b'<?xml version="1.0"?>')))


def test_rows_said_to_lie_far_below_cost_nothing() -> None:
    far = changed(
        PLAIN, SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999999"')
        .replace(b'r="A2"', b'r="A999999999999"')
    )  # fmt: skip
    assert [row.number for row in read(far).rows] == [999_999_999_999]


def test_more_rows_than_we_take_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("files", "workbooks"):
        monkeypatch.setattr(f"shared.imports.{module}.MAX_ROWS", 2)
    rows = [["a@b.example", "x"]] * 3
    with pytest.raises(FileFault, match="more than 2 rows"):
        read(workbook(HEADER, *rows))
    with pytest.raises(FileFault, match="more than 2 rows"):
        read(b"email,organisation\n" + b"a@b.example,x\n" * 3)
    assert len(read(workbook(HEADER, *rows[:2])).rows) == 2


def test_merges_without_end_are_refused() -> None:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(2, 1_100))
    many = changed(
        PLAIN,
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"),
    )  # fmt: skip
    with pytest.raises(FileFault, match="too many merged"):
        read(many)
    one = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    whole = changed(PLAIN, SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + one))
    assert [row.number for row, _ in read(whole).ragged] == [2]


@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_bytes_overwritten_is_read_or_refused(place: int, junk: bytes) -> None:
    hurt = PLAIN[:place] + junk + PLAIN[place + len(junk) :]
    with contextlib.suppress(FileFault):
        sheet = read(hurt)
        assert len(sheet.rows) + len(sheet.ragged) <= 1


@given(
    st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]), st.data()
)
def test_a_workbook_with_a_part_changed_is_read_or_refused(part: str, data: st.DataObject) -> None:
    def change(xml: bytes) -> bytes:
        place = data.draw(st.integers(0, len(xml)))
        cut = data.draw(st.integers(0, 30))
        return xml[:place] + data.draw(st.binary(max_size=10)) + xml[place + cut :]

    with contextlib.suppress(FileFault):
        read(changed(PLAIN, part, change))
