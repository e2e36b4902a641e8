"""What an edition may be."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.editions.rules import (
    EditionState,
    check_days,
    check_stage_names,
    days_of,
    edition_slug,
    edition_state,
    slug_of,
    themes_of,
)
from shared.refusals import Invalid

FIRST, LAST = dt.date(2026, 7, 7), dt.date(2026, 7, 9)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-07-06T22:59:59Z", EditionState.PLANNED),
        ("2026-07-06T23:00:00Z", EditionState.OPEN),  # midnight by London's summer clock
        ("2026-07-09T22:59:59Z", EditionState.OPEN),
        ("2026-07-09T23:00:00Z", EditionState.ENDED),
    ],
)
def test_the_state_follows_londons_calendar(now: str, state: EditionState) -> None:
    assert edition_state(FIRST, LAST, None, dt.datetime.fromisoformat(now)) == state


def test_an_organiser_can_end_an_edition_early() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert edition_state(FIRST, LAST, now, now) == EditionState.ENDED


def test_the_days_are_all_days() -> None:
    assert days_of(FIRST, LAST) == [FIRST, dt.date(2026, 7, 8), LAST]


def test_an_edition_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid, match="on or after") as refused:
        check_days(LAST, FIRST)
    assert refused.value.pointer == "/ends_on"


def test_an_edition_has_at_most_a_month() -> None:
    check_days(FIRST, FIRST + dt.timedelta(days=30))
    with pytest.raises(Invalid, match="31 days"):
        check_days(FIRST, FIRST + dt.timedelta(days=31))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Innovation Zone 2026", "innovation-zone-2026"),
        ("Innovation Zone", "innovation-zone-2026"),
        ("The Zone at Café Royal!", "the-zone-at-cafe-royal-2026"),
        ("зона", "2026"),
    ],
)
def test_an_editions_address_ends_in_its_year(name: str, slug: str) -> None:
    assert edition_slug(name, 2026) == slug


@given(st.text())
def test_a_slug_needs_no_escaping(text: str) -> None:
    slug = slug_of(text)
    assert slug == slug_of(slug)
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in slug)


def test_a_theme_gets_a_slug_from_its_label() -> None:
    themes = themes_of([{"label": " Climate action "}, {"slug": "Homes", "label": "Housing"}])
    assert themes == [
        {"slug": "climate-action", "label": "Climate action"},
        {"slug": "homes", "label": "Housing"},
    ]


@pytest.mark.parametrize("labels", [["Homes", "homes"], ["!"]])
def test_themes_that_cannot_be_told_apart_are_refused(labels: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        themes_of([{"label": label} for label in labels])
    assert refused.value.pointer == f"/themes/{len(labels) - 1}/label"


def test_two_stages_of_one_name_are_refused() -> None:
    check_stage_names(["Main", "Small"])
    with pytest.raises(Invalid, match="twice"):
        check_stage_names(["Main", "MAIN"])
