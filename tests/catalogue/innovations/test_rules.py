"""What an innovation may say, and what its addresses are made of."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue.innovations.rules import (
    COLUMNS,
    MOST_CHARACTERS,
    InnovationText,
    NotYours,
    Reader,
    check_may_change,
    clipped,
    faults_of,
    fingerprint,
    looks_like_robot,
    may_see,
    read_written,
    reference_fault,
    slug_of,
    theme_label,
    theme_slugs,
)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@given(st.text(max_size=300), st.from_regex(r"[A-Za-z0-9]{1,8}(-[0-9]{1,4})?", fullmatch=True))
def test_any_title_gives_an_address_that_can_be_typed(title: str, reference: str) -> None:
    slug = slug_of(title, reference)
    assert SLUG.fullmatch(slug)
    assert len(slug) <= 120
    assert slug_of(title, reference) == slug
    second = slug_of(title, reference, {slug})
    assert second != slug
    assert SLUG.fullmatch(second)


def test_accents_and_apostrophes_read_well_in_an_address() -> None:
    assert slug_of("Children's café: « naïve »", "C-12") == "childrens-cafe-naive-c12"
    assert slug_of("→", "C1") == "innovation-c1"


@given(st.lists(st.text(max_size=40), max_size=10))
def test_themes_are_slugs_each_once_and_stay_the_same_when_read_again(themes: list[str]) -> None:
    slugs = theme_slugs(themes)
    assert all(SLUG.fullmatch(slug) for slug in slugs)
    assert len(set(slugs)) == len(slugs)
    assert theme_slugs(slugs) == slugs


@pytest.mark.parametrize(
    ("slug", "label"),
    [
        ("public-health", "Public health"),
        ("ai", "AI"),
        ("nhs-data", "NHS data"),
        ("5g", "5G"),
        ("looked-after-children", "Looked after children"),
    ],
)
def test_a_theme_reads_as_people_write_it(slug: str, label: str) -> None:
    assert theme_label(slug) == label


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=400)))
def test_any_row_is_read_and_what_passes_is_within_its_limits(values: dict[str, str]) -> None:
    text, unread = read_written(values)
    faults = faults_of(text, 2026) | unread
    assert all(faults.values())
    if not faults:
        assert text.title
        assert text.summary
        assert text.organisation
        assert text.year is None or 1900 <= text.year <= 2027
        assert all(len(getattr(text, n) or "") <= most for n, most in MOST_CHARACTERS.items())
        assert fingerprint(text) == fingerprint(read_written(values)[0])


@pytest.mark.parametrize(
    ("year", "fault"),
    [
        ("2024", False),
        ("2027", False),
        ("2028", True),
        ("1899", True),
        ("2021/22", True),
        ("-5", True),
        ("２０２４", True),  # noqa: RUF001 - digits of another width
        ("9" * 40, True),
    ],
)
def test_a_year_is_a_year(year: str, *, fault: bool) -> None:
    text, unread = read_written({"title": "t", "organisation": "o", "summary": "s", "year": year})
    assert bool(faults_of(text, 2026) | unread) == fault


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("https://www.example.gov.uk/a?b=c#d", False),
        ("http://example.org", False),
        ("javascript:alert(1)", True),
        ("https://", True),
        ("example.gov.uk", True),
        ("https://exa mple.org", True),
        ("https://[broken", True),
        ("https://example.org/" + "a" * 2000, True),
    ],
)
def test_a_link_is_a_web_address(link: str, *, fault: bool) -> None:
    assert ("link" in faults_of(InnovationText("t", "s", "o", link=link), 2026)) == fault


def test_text_without_end_or_with_control_characters_is_refused() -> None:
    faults = faults_of(InnovationText("t\x00", "s" * 10_001, " "), 2026)
    assert set(faults) == {"title", "summary", "organisation"}


def test_regions_are_read_as_people_write_them() -> None:
    assert read_written({"region": " Yorks & Humber"})[0].region == "Yorkshire and The Humber"
    assert read_written({"region": "Wales"})[0].region == "Wales"


@pytest.mark.parametrize(
    ("reference", "known", "sound"),
    [
        ("C001", False, True),
        ("2019/A-7.b_2", False, True),
        ("IZ-12", True, True),
        ("iz-12", False, False),
        ("", False, False),
        ("A B", False, False),
        ("-A", False, False),
        ("A" * 41, False, False),
    ],
)
def test_a_reference_is_one_word(reference: str, *, known: bool, sound: bool) -> None:
    assert (reference_fault(reference, known=known) is None) == sound


def test_who_sees_and_changes_what() -> None:
    author = uuid.uuid4()
    own, other, visitor = Reader(author), Reader(uuid.uuid4()), Reader()
    assert may_see(own, "draft", author)
    assert not may_see(other, "draft", author)
    assert not may_see(visitor, "draft", None)
    assert may_see(visitor, "published", author)
    check_may_change(own, "draft", author)
    check_may_change(Reader(None, is_reviewer=True), "published", author)
    for reader, state in [(own, "published"), (other, "draft"), (visitor, "draft")]:
        with pytest.raises(NotYours):
            check_may_change(reader, state, author)


def test_a_text_from_elsewhere_fits_its_field() -> None:
    assert clipped(" short ", "title") == "short"
    assert len(clipped("x" * 500, "title")) == 200


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("Slackbot-LinkExpanding 1.0", True),
        ("UptimeMonitor/2", True),
        ("python-requests/2.32", False),
        ("", True),
    ],
)
def test_robots_that_say_so_are_told_apart(agent: str, *, robot: bool) -> None:
    assert looks_like_robot(agent) == robot
