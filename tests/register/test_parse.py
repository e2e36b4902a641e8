"""A published register becomes councils, and every row that cannot says why."""

from datetime import date
from pathlib import Path

import pytest

from shared.register import Kind, NotARegister, load_register, parse_register
from shared.register.build import main
from shared.register.shipped import read_councils, write_councils

HEADING = (
    "code,gss,former_gss,official_name,nice_name,alt_names,type,region,"
    "start_date,end_date,replaced_by,current,domain"
)


def register(*rows: str) -> str:
    return "\n".join((HEADING, *rows)) + "\n"


def test_a_row_becomes_a_council() -> None:
    text = register(
        "ABC,E2,E1,Abbots  County Council,Abbots County,"
        '"Abbots,Abbots UA,abbots county council,North, Abbots and Mere Council,old mere"'
        ",CTY,yorkshire and the humber,1996-04-01,2020-03-31,,False,Abbots.gov.uk",
    )
    (council,) = parse_register("\ufeff" + text).councils
    assert (council.name, council.short_name) == ("Abbots County Council", "Abbots")
    assert council.kind is Kind.COUNTY
    assert council.region == "Yorkshire and The Humber"
    assert (council.started_on, council.ended_on) == (date(1996, 4, 1), date(2020, 4, 1))
    assert council.codes == ("E2", "E1")
    assert council.mail_domains == ("abbots.gov.uk",)
    assert council.other_names == ("North, Abbots and Mere Council", "Old Mere")


def test_a_date_of_first_registration_is_not_a_start() -> None:
    row = "ABC,,,Abbots Council,,,UA,London,2005-06-19,,,True,"
    assert parse_register(register(row)).councils[0].started_on is None


def test_a_missing_region_comes_from_the_successors_when_they_agree() -> None:
    councils = parse_register(
        register(
            "OLD,,,Old Council,,,NMD,,,2019-03-31,MID,False,",
            "MID,,,Mid Council,,,NMD,,,2023-04-01,NEW,False,",
            "NEW,,,New Council,,,UA,South West,2023-04-01,,,True,",
        )
    ).councils
    assert {council.region for council in councils} == {"South West"}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",,,Nameless Council,,,UA,London,,,,True,", "code"),
        ("ABC,,,,,,UA,London,,,,True,", "official_name"),
        ("ABC,,,Abbots Council,,,KINGDOM,London,,,,True,", "type"),
        ("ABC,,,Abbots Council,,,UA,Atlantis,,,,True,", "region"),
        ("ABC,,,Abbots Council,,,UA,London,1 May,,,True,", "start_date"),
        ("ABC,,,Abbots Council,,,UA,London,2020-04-01,2019-04-01,,False,", "end_date"),
        ("ABC,,,Abbots Council,,,UA,London,,,,False,", "end_date"),
        ("ABC", "official_name"),
    ],
)
def test_a_faulty_row_is_told_and_left_out_while_others_stay(row: str, field: str) -> None:
    parsed = parse_register(register("GOOD,,,Good Council,,,UA,London,,,,True,", row))
    assert [council.key for council in parsed.councils] == ["GOOD"]
    assert [(fault.row, fault.field, fault.rejected) for fault in parsed.faults] == [
        (3, field, True)
    ]


def test_a_code_used_twice_keeps_the_first_row() -> None:
    row = "ABC,,,{} Council,,,UA,London,,,,True,"
    parsed = parse_register(register(row.format("First"), row.format("Second")))
    assert [council.name for council in parsed.councils] == ["First Council"]
    assert "row 2" in parsed.faults[0].message


def test_an_unknown_successor_is_told_and_the_council_kept() -> None:
    parsed = parse_register(register("ABC,,,Abbots Council,,,UA,London,,2020-04-01,XYZ,False,"))
    assert parsed.councils[0].successor_ids == ()
    assert [(fault.field, fault.rejected) for fault in parsed.faults] == [("replaced_by", False)]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00", HEADING.replace("type", "kind")])
def test_a_file_without_the_columns_is_refused_with_their_names(text: str) -> None:
    with pytest.raises(NotARegister, match="column"):
        parse_register(text)


def test_a_known_council_keeps_its_id_when_its_start_is_corrected() -> None:
    row = "ABC,,,Abbots Council,,,UA,London,{},,,True,"
    before = parse_register(register(row.format(""))).councils
    after = parse_register(register(row.format("1998-04-01")), known=before).councils
    assert after[0].id == before[0].id
    renamed = parse_register(register(row.format("1998-04-01").replace("Abbots", "New")), before)
    assert renamed.councils[0].id != before[0].id


def test_the_compact_file_gives_back_what_was_written() -> None:
    councils = load_register().councils
    assert tuple(read_councils(write_councils(councils))) == councils


def test_the_builder_asks_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Say which file" in capsys.readouterr().err


def test_the_builder_writes_the_shipped_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "register.csv"
    source.write_text(register("ABC,,,Abbots Council,,,UA,London,,,,True,"), encoding="utf-8")
    monkeypatch.setattr("shared.register.build.__file__", str(tmp_path / "build.py"))
    assert main([str(source)]) == 0
    assert "1 councils" in capsys.readouterr().out
    assert len(read_councils((tmp_path / "councils.tsv").read_text())) == 1
