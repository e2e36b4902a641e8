"""What a sign-in may and may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.accounts.rules import (
    LINKS_AN_HOUR,
    browser_name,
    may_have_link,
    safe_next,
)
from services.notifications.contacts.rules import normalised_address
from shared.refusals import Invalid


def test_addresses_are_compared_without_case_and_space() -> None:
    assert normalised_address("  Ana@Council.Example ") == "ana@council.example"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "a b@c.example",
        "a@b@c",
        "a\r\nBcc: x@y",
        "<a@b.c>",
        "jos\u00e9@b.example",
        "a@b\n.org",
        "a\n@b.org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        normalised_address(text)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        None,
        "/a\nb",
    ],
)
def test_signing_in_never_leads_away_from_here(address: str | None) -> None:
    assert safe_next(address) == "/catalogue/"


@given(st.text())
def test_whatever_the_link_says_the_way_on_is_a_path_of_ours(address: str) -> None:
    found = safe_next(address)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


def test_signing_in_leads_back_to_the_page_asked_for() -> None:
    assert safe_next("/events/2027?day=2") == "/events/2027?day=2"


def test_five_links_an_hour_are_enough() -> None:
    assert may_have_link(LINKS_AN_HOUR - 1)
    assert not may_have_link(LINKS_AN_HOUR)


def test_browsers_are_called_by_their_names() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"
    assert browser_name(edge) == "Edge on Windows"
    assert browser_name("curl/8") == "A browser"
