"""The published register and 120 real organisations as written, where they lie beside the checkout."""

import csv
import sys
import time
from pathlib import Path

import pytest

from shared.register import Kind, Matcher, load_register, middle_of, parse_register

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not (DATA / "councils.csv").exists(), reason="no development data beside the checkout"
    ),
]


def test_the_shipped_register_is_what_the_published_one_gives() -> None:
    text = (DATA / "councils.csv").read_text(encoding="utf-8-sig")
    parsed = parse_register(text)
    assert parsed.faults == ()
    shipped = {council.id: council for council in load_register().councils}
    assert {council.id: council for council in parsed.councils} == shipped


def test_nearly_all_real_organisations_find_their_council(
    capsys: pytest.CaptureFixture[str],
) -> None:
    matcher = Matcher(load_register().councils)
    with (DATA / "innovations-120.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    matches = [
        matcher.match(row["organisation"], middle_of(int(row["year"])) if row["year"] else None)
        for row in rows
    ]
    unmatched = sorted(match.text for match in matches if match.council is None)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(rows) - len(unmatched)} of {len(rows)} matched; not: {unmatched}\n"
        )
    # Read one by one when this was written; the four are no English principal councils.
    assert unmatched == [
        "Citizens UK",
        "Estuary Festival",
        "Langport Town Council",
        "Local Government Association",
    ]
    assert all(_shares_a_word(match.text, match.council.name) for match in matches if match.council)
    assert {match.kind for match in matches if match.council is None} == {
        Kind.CHARITY,
        Kind.OTHER,
        Kind.PARISH,
        Kind.ASSOCIATION,
    }


def test_building_and_matching_are_quick() -> None:
    councils = load_register().councils
    start = time.process_time()
    matcher = Matcher(councils)
    built = time.process_time()
    for council in councils:
        matcher.match(council.short_name + " council")
    matched = (time.process_time() - built) / len(councils)
    assert built - start < 0.15
    assert matched < 0.001


def _shares_a_word(written: str, official: str) -> bool:
    general = {"council", "city", "of", "borough", "county", "and", "district", "london", "the"}
    return bool((set(written.lower().split()) & set(official.lower().split())) - general)
