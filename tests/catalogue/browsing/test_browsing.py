"""Looking around: what is like an innovation, and pages of councils, themes and regions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.catalogue.browsing.rules import bars, region_slug
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import address_of
from services.catalogue.postbox.actions import post
from services.catalogue.postbox.rules import Kind, PostingText, Writer
from tests.catalogue.conftest import NOW, Submit
from tests.catalogue.innovations.reading import council, text_of

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def entries(submit: Submit, drain: Callable[[], int]) -> list[Innovation]:
    """Four about buses, two of which are about night buses, and some about other things."""
    made = [
        submit(title, summary=summary, themes=(theme,), organisation=who, published=True)
        for title, summary, theme, who in [
            (
                "Night buses",
                "Hospital shift workers ride at night.",
                "transport",
                "Leeds City Council",
            ),
            (
                "Late buses",
                "Shift workers of the hospital ride free.",
                "transport",
                "Kent County Council",
            ),
            ("Bus lanes", "Cameras keep lanes free.", "transport", "Leeds City Council"),
            ("Bus stops", "Benches of wood.", "transport", "Leeds City Council"),
            *((f"Rain garden {n}", "Storm water.", "climate", "LB Hounslow") for n in range(6)),
        ]
    ]
    drain()
    return made


def similar_to(client: FlaskClient, innovation: Innovation) -> list[str]:
    answer = client.get(f"/catalogue/api/innovations/{innovation.id}/similar")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json["items"]]


def test_what_shares_rare_words_comes_before_what_shares_a_theme(
    client: FlaskClient, entries: list[Innovation]
) -> None:
    titles = similar_to(client, entries[0])
    assert titles[0] == "Late buses"
    assert set(titles[1:]) <= {"Bus lanes", "Bus stops"}
    page = text_of(client, address_of(entries[0].slug))
    assert "Similar innovations" in page
    assert "Late buses" in page.split("Similar innovations")[1]


def test_drafts_have_no_likes_for_visitors_and_nothing_is_like_nonsense(
    client: FlaskClient, submit: Submit, drain: Callable[[], int], entries: list[Innovation]
) -> None:
    draft = submit("Night buses too")
    assert client.get(f"/catalogue/api/innovations/{draft.id}/similar").status_code == 404
    odd = submit("Xylophone", summary="Zither.", published=True)
    drain()
    assert similar_to(client, odd) == []
    assert "Similar innovations" not in text_of(client, address_of(odd.slug))


def test_an_innovation_is_shown_while_there_is_no_index(
    client: FlaskClient, submit: Submit
) -> None:
    innovation = submit(published=True)
    assert innovation.title in text_of(client, address_of(innovation.slug))
    answer = client.get(f"/catalogue/api/innovations/{innovation.id}/similar")
    assert answer.status_code == 503


def test_themes_and_regions_are_counted_and_lead_to_their_pages(
    client: FlaskClient, entries: list[Innovation]
) -> None:
    themes = text_of(client, "/catalogue/themes")
    assert "Climate: 6. Transport: 4." in themes
    assert re.search(
        r'href="/catalogue/themes/transport".*?</a></td><td[^>]*>4<', themes, re.DOTALL
    )
    regions = text_of(client, "/catalogue/regions")
    assert "London: 6. Yorkshire and The Humber: 3. South East: 1." in regions
    page = text_of(client, "/catalogue/regions/yorkshire-and-the-humber")
    assert "3 innovations, the newest first" in page
    assert "Bus stops" in page
    assert "Late buses" not in page
    assert "/catalogue/saved-searches/new?region=Yorkshire%20and%20The%20Humber" in page
    text_of(client, "/catalogue/regions/atlantis", 404)
    text_of(client, "/catalogue/themes/atlantis", 404)


def test_a_theme_page_shows_its_asks_and_goes_on(
    client: FlaskClient, submit: Submit, drain: Callable[[], int]
) -> None:
    for number in range(25):
        submit(f"Garden {number}", themes=("climate",), published=True)
    drain()
    writer = Writer(uuid.uuid4())
    said = PostingText("Who greens roofs?", "Text.", "Leeds City Council", ("climate",))
    post(Kind.ASK, said, submission_id=uuid.uuid4(), writer=writer, now=NOW)
    first = text_of(client, "/catalogue/themes/climate")
    assert "Who greens roofs?" in first
    [more] = re.findall(r'href="(\?cursor=[^"]+)"', first)
    second = text_of(client, f"/catalogue/themes/climate{more}")
    found = re.findall(r">(Garden \d+)</a>", first + second)
    assert sorted(found) == sorted(f"Garden {n}" for n in range(25))
    assert 'href="/catalogue/themes/climate"' in second, "the way back to the first page"
    assert client.get("/catalogue/themes/climate?cursor=nonsense").status_code == 422


def test_organisations_are_listed_by_name_region_and_page(
    client: FlaskClient, entries: list[Innovation], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text_of(client, "/catalogue/organisations")
    names = ["Kent County Council", "Leeds City Council"]
    assert page.index(names[0]) < page.index(names[1])
    assert "Surrey County Council" not in page
    page = text_of(client, "/catalogue/organisations?region=South+East&name=kent")
    assert names[0] in page
    assert names[1] not in page
    assert "There are none." in text_of(client, "/catalogue/organisations?name=atlantis")
    monkeypatch.setattr("services.catalogue.browsing.pages.organisations._LISTED", 2)
    first = text_of(client, "/catalogue/organisations")
    [more] = re.findall(r'href="(/catalogue/organisations\?[^"]*cursor=[^"]+)"', first)
    assert "Hounslow" not in first
    assert "Hounslow" in text_of(client, unescape(more))
    assert client.get("/catalogue/organisations?cursor=x").status_code == 422


def test_an_ended_council_shows_what_its_successor_does(
    client: FlaskClient, submit: Submit
) -> None:
    submit("Levels watched", organisation="Somerset Council", published=True)
    address = f"/catalogue/organisations/{council('Taunton Deane Borough Council')}"
    page = text_of(client, address)
    assert "This organisation ended on" in page
    assert "Levels watched" in page.split("From its successor")[1]


def test_the_page_of_a_council_shows_its_open_asks(client: FlaskClient, index_dir: Path) -> None:
    said = PostingText("Who greens roofs?", "Text.", "Leeds City Council")
    post(Kind.ASK, said, submission_id=uuid.uuid4(), writer=Writer(uuid.uuid4()), now=NOW)
    page = text_of(client, f"/catalogue/organisations/{council('Leeds City Council')}")
    assert "Who greens roofs?" in page
    assert "/catalogue/saved-searches/new?council=Leeds%20City%20Council" in page
    assert "Nothing has been published yet." in text_of(client, "/catalogue/themes")


def test_bars_are_as_long_as_their_share() -> None:
    drawn = bars([("a", 10, "/a"), ("b", 5, "/b"), ("c", 0, "/c")])
    assert [bar.width for bar in drawn] == [190, 95, 1]
    assert [bar.y for bar in drawn] == [0, 28, 56]
    assert bars([]) == []
    assert region_slug("Yorkshire and The Humber") == "yorkshire-and-the-humber"
