"""What an address is."""

from __future__ import annotations

import pytest

from services.notifications.contacts.rules import (
    AddressFault,
    address_mark,
    mailbox_of,
    normalised_address,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Jo.Doe@Council.GOV.uk ", "jo.doe@council.gov.uk"),
        ("o'neil+zone@council.example", "o'neil+zone@council.example"),
        ("jo@münchen.example", "jo@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_kept_in_one_spelling(written: str, kept: str) -> None:
    assert normalised_address(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "jo", "jo@", "@b.example", "jo@localhost", "a b@c.example", "jo@b.example\r\nRCPT TO:<x@y>",
     "jo@b..example", "<jo@b.example>", "jo@-b.example", "jö@b.example", "x" * 65 + "@b.example",
     "jo@" + "b." * 130 + "example", "a@b.example,c@d.example", "jo\x00@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(AddressFault):
        normalised_address(written)


def test_a_tag_names_the_same_mailbox_and_a_mark_needs_the_key() -> None:
    assert mailbox_of("jo+a@b.example") == mailbox_of("jo+b@b.example") == "jo@b.example"
    assert address_mark("one", "jo@b.example") != address_mark("two", "jo@b.example")
    assert "jo" not in address_mark("one", "jo@b.example")
