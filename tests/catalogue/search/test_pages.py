"""Search for people: what the pages show, and that every link on them leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from shared.auth.tokens import Role
from tests.catalogue.conftest import Submit

pytestmark = pytest.mark.usefixtures("register")
Drain = Callable[[], int]


@pytest.fixture(autouse=True)
def entries(submit: Submit, drain: Drain) -> None:
    """Thirty innovations about the same, and one apart."""
    for number in range(30):
        submit(f"Garden {number}", themes=("climate",), year=2000 + number % 3, published=True)
    submit(
        "Buses <after> dark",
        summary="Night buses & taxis.",
        organisation="Leeds City Council",
        themes=("transport", "public-health"),
        published=True,
    )
    drain()


def page(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def links(text: str, containing: str) -> list[str]:
    """The search addresses on a page whose link text contains something."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', text, re.DOTALL)
    return [unescape(address) for address, label in found if containing in label]


def test_the_front_page_shows_what_is_new_and_where_to_look(client: FlaskClient) -> None:
    text = page(client, "/catalogue/")
    assert "31 innovations" in text
    assert text.count('<a class="govuk-link" href="/catalogue/innovations/') == 5
    [theme] = links(text, "Public health")
    text = page(client, theme)
    assert "1 result" in text
    assert "Buses &lt;after&gt; dark" in text
    assert "Night buses &amp; taxis." in text
    assert "/catalogue/submit" not in text


def test_contributors_and_reviewers_find_their_work(
    client: FlaskClient, bearer: Callable[..., dict[str, str]]
) -> None:
    text = page(client, "/catalogue/", **bearer(Role.CONTRIBUTOR))
    assert "/catalogue/submit" in text
    assert "/catalogue/review" not in text
    assert "/catalogue/review" in page(client, "/catalogue/", **bearer(Role.REVIEWER))


def test_results_are_marked_counted_and_turned_page_by_page(client: FlaskClient) -> None:
    text = page(client, "/catalogue/search?q=gardens&sort=&theme=")
    assert "1 to 20 of 30 results" in text
    assert "<mark>gardens</mark> take the water" in text
    assert "Climate (30)" in text
    [following] = links(text, "Next")
    text = page(client, following)
    assert "21 to 30 of 30 results" in text
    [first] = links(text, "First")
    assert "1 to 20 of 30 results" in page(client, first)


def test_what_is_chosen_stays_and_can_be_taken_back(client: FlaskClient) -> None:
    text = page(client, "/catalogue/search?q=gardens&theme=climate&year=2001&council=Essex")
    assert "10 results" in text
    assert re.search(r'name="theme" type="checkbox" value="climate" checked', text)
    assert '<input type="hidden" name="council" value="Essex">' in text
    [without] = links(text, "2001")
    assert "1 to 20 of 30 results" in page(client, without)
    [cleared] = links(text, "Clear all filters")
    assert "theme" not in cleared
    assert "1 to 20 of 30 results" in page(client, cleared)


def test_what_was_done_is_said_and_can_be_undone(client: FlaskClient) -> None:
    text = page(client, "/catalogue/search?q=gardns")
    assert "Showing results for <strong>gardens</strong>" in text
    [exactly] = links(text, "Search instead for exactly")
    text = page(client, exactly)
    assert "No results" in text
    forgiving, *_ = links(text, "other spellings")
    assert "30 results" in page(client, forgiving)


def test_nothing_found_offers_nearer_searches_with_what_they_find(client: FlaskClient) -> None:
    text = page(client, "/catalogue/search?q=gardens+zzqxv")
    assert "No results" in text
    [fewer] = links(text, "search for “gardens”")
    assert "30 results" in page(client, fewer)
    text = page(client, "/catalogue/search?q=gardens&theme=transport&region=London")
    assert not links(text, "without the filter")
    [without] = links(text, "search without any filter")
    assert "(30 results)" in text
    assert "30 results" in page(client, without)
    text = page(client, "/catalogue/search?q=gardens&theme=transport")
    [without] = links(text, "search without the filter Transport")
    assert "30 results" in page(client, without)
    [forgiving] = links(
        page(client, "/catalogue/search?q=gardns&exact=1"), "with other spellings and synonyms"
    )
    assert "30 results" in page(client, forgiving)


def test_a_query_that_is_too_long_is_kept_with_the_reason(client: FlaskClient) -> None:
    answer = client.get("/catalogue/search", query_string={"q": "garden " * 100})
    assert answer.status_code == 422
    assert answer.text.count("Search with 500 characters or fewer") == 2
    assert "garden garden" in answer.text


def test_parameters_of_others_are_passed_over(client: FlaskClient) -> None:
    assert "30 results" in page(client, "/catalogue/search?q=gardens&utm_source=bulletin&limit=x")


def test_a_made_up_cursor_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.get("/catalogue/search?q=gardens&cursor=nonsense")
    assert answer.status_code == 422
    assert "cursor is not one we gave" in answer.text
