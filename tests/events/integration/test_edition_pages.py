"""The pages of editions."""

from __future__ import annotations

import pytest

from tests.events.conftest import Browser, Json, Organiser

FORM: Json = {
    "name": "Innovation Zone 2090",
    "year": "2090",
    "venue": "Harrogate",
    "starts_on-day": "4",
    "starts_on-month": "7",
    "starts_on-year": "2090",
    "ends_on-day": "6",
    "ends_on-month": "7",
    "ends_on-year": "2090",
    "themes": "Climate action\r\n\r\nHomes",
    "stage_id": ["", "", ""],
    "stage_name": ["Main stage", "", "Small stage"],
    "stage_capacity": ["80", "", ""],
}
NEW = "/events/editions/new"


def test_an_organiser_creates_an_edition_that_visitors_see(
    browser: Browser, visitor: Browser, organiser: Organiser
) -> None:
    sent = browser.post(NEW, FORM)
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/events/editions/innovation-zone-2090"
    workspace = browser.get(sent.headers["Location"])
    assert "Main stage (80 people), Small stage" in workspace.text
    assert "Climate action, Homes" in workspace.text
    listed = visitor.get("/events/").text
    assert "Innovation Zone 2090" in listed
    assert "4 July 2090 to 6 July 2090, Harrogate" in listed
    assert "Create an edition" not in listed
    assert "Create an edition" in browser.get("/events/").text
    [edition] = organiser.get("/editions").json["items"]
    assert f"/notifications/campaigns/new?edition={edition['id']}" in workspace.text


def test_no_edition_yet_is_said(visitor: Browser) -> None:
    assert "There is no edition yet." in visitor.get("/events/").text


def test_the_list_goes_on_and_says_what_is_over(organiser: Organiser, visitor: Browser) -> None:
    for year in range(2030, 2081):
        organiser.edition(year=year, name=f"Zone {year}", stages=[])
    organiser.edition(
        year=2020, name="Zone 2020", starts_on="2020-07-07", ends_on="2020-07-09", stages=[]
    )
    first = visitor.get("/events/").text
    assert "Zone 2031" in first
    assert "Zone 2030" not in first
    cursor = first.split("/events/?cursor=")[1].split('"')[0]
    rest = visitor.get(f"/events/?cursor={cursor}").text
    assert "Zone 2030" in rest
    assert "Harrogate (ended)" in rest


@pytest.mark.parametrize(
    ("change", "sentence", "target"),
    [
        ({"name": " "}, "Enter the edition&#39;s name", "name"),
        ({"year": "next"}, "Year must be a number", "year"),
        ({"starts_on-day": "40"}, "The first day must be a real date", "starts_on"),
        ({"ends_on-year": "2089"}, "The last day must be on or after", "ends_on"),
        ({f"ends_on-{part}": "" for part in ("day", "month", "year")}, "last day", "ends_on"),
        ({"themes": "Homes\nHOMES"}, "is there twice", "themes"),
        ({"stage_capacity": ["many", "", ""]}, "Capacity must be a whole", "stages-0-capacity"),
        ({"stage_name": ["", "", "Small"]}, "Enter the stage&#39;s name", "stages-0-name"),
    ],
)
def test_what_is_wrong_is_linked_and_what_was_typed_is_kept(
    browser: Browser, change: Json, sentence: str, target: str
) -> None:
    page = browser.post(NEW, FORM | change)
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert "<title>Error: Create an edition" in page.text
    assert sentence in page.text
    assert f'href="#{target}"' in page.text
    assert f'id="{target}"' in page.text
    assert 'value="Harrogate"' in page.text
    assert 'value="80"' in page.text or 'value="many"' in page.text
    assert "Main stage" in page.text or 'value="Small"' in page.text


def test_a_taken_year_is_told_beside_its_field(browser: Browser, organiser: Organiser) -> None:
    organiser.edition(name="Another")
    page = browser.post(NEW, FORM)
    assert page.status_code == 409
    assert 'href="#year"' in page.text


def test_an_edition_is_changed_keeping_its_themes_and_stages(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/edit"
    form = browser.get(path).text
    assert "Climate action\nHomes" in form
    stages = [stage["id"] for stage in edition["stages"]]
    changed = FORM | {
        "version": "1",
        "venue": "Bath",
        "themes": "Homes\nParks",
        "stage_id": [*stages, ""],
        "stage_name": ["Great hall", "Small stage", "Garden"],
        "stage_capacity": ["90", "", ""],
    }
    sent = browser.post(path, changed)
    assert sent.status_code == 303
    now = organiser.get(f"/editions/{edition['id']}").json
    assert now["venue"] == "Bath"
    assert [theme["slug"] for theme in now["themes"]] == ["housing", "parks"]
    assert [stage["name"] for stage in now["stages"]] == ["Great hall", "Small stage", "Garden"]
    assert [stage["id"] for stage in now["stages"]][:2] == stages
    assert "The edition was changed." in browser.get(sent.headers["Location"]).text


def test_a_change_of_an_older_version_is_refused(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.change(f"/editions/{edition['id']}", 1, {"venue": "York"})
    page = browser.post(f"/events/editions/{edition['slug']}/edit", FORM | {"version": "1"})
    assert page.status_code == 412
    assert "Somebody else changed this edition" in page.text
    assert organiser.get(f"/editions/{edition['id']}").json["venue"] == "York"


def test_a_stage_in_use_cannot_be_cleared(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    empty = {"stage_id": [], "stage_name": [], "stage_capacity": []}
    path = f"/events/editions/{edition['slug']}/edit"
    page = browser.post(path, FORM | {"version": "1"} | empty)
    assert page.status_code == 409
    assert 'href="#stages-0-name"' in page.text


def test_ending_is_asked_before_it_is_done(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}"
    assert "You cannot undo this" in browser.get(f"{path}/end").text
    assert organiser.get(f"/editions/{edition['id']}").json["state"] == "planned"
    assert browser.post(f"{path}/end", {}).status_code == 303
    assert organiser.get(f"/editions/{edition['id']}").json["state"] == "ended"
    assert "End this edition" not in browser.get(path).text


@pytest.mark.parametrize(
    "path",
    [
        NEW,
        "/events/editions/x",
        "/events/editions/x/edit",
        "/events/editions/x/end",
        "/events/editions/x/release",
        "/events/editions/x/sessions/new",
        "/events/editions/x/proposals/new",
    ],
)
def test_organisers_pages_ask_visitors_to_sign_in(
    path: str, visitor: Browser, browser: Browser
) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 302
    assert "/notifications/sign-in?next=" in answer.headers["Location"]
    assert browser.get(path).status_code == (200 if path == NEW else 404)
