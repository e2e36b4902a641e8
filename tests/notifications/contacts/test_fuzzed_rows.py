"""Whatever stands in a file of contacts, each row is kept or rejected with a reason; nothing crashes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.contacts.actions.importing import _read
from shared.imports import FileFault, Outcome, Row
from shared.imports.files import read_sheet

REQUIRED, OPTIONAL = ("email", "organisation"), ("name", "roles", "consents")
CELL = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["a@b.example", "A@B.EXAMPLE ", "Surrey CC", "invitations; alerts", ";;", "=1+1"]
    ),
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys((*REQUIRED, *OPTIONAL), CELL)), max_size=8))
def test_every_row_is_kept_once_or_rejected_with_its_reason(rows: list[dict[str, str]]) -> None:
    seen: dict[str, int] = {}
    kept = []
    for number, values in enumerate(rows, start=2):
        read = _read(Row(number, values), seen)
        if isinstance(read, Outcome):
            assert read.state == "rejected"
            assert read.faults[0].message
            assert read.faults[0].field in {*REQUIRED, *OPTIONAL}
        else:
            assert "\n" not in read.email + read.name + read.organisation
            kept.append(read.email)
    assert len(kept) == len(set(kept)) == len(seen)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(junk: bytes) -> None:
    for content in (junk, b"email,organisation\n" + junk, b"PK\x03\x04" + junk):
        try:
            sheet = read_sheet(content, REQUIRED, OPTIONAL)
        except FileFault as fault:
            said = fault.message
        else:
            said = "read"
            assert all(set(row.values) == {*REQUIRED, *OPTIONAL} for row in sheet.rows)
        assert said
