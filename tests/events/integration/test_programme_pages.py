"""The pages on which a programme is planned."""

from __future__ import annotations

import uuid

import pytest

from tests.events.conftest import Browser, Json, Organiser


def form(edition: Json, **other: str | list[str]) -> Json:
    return {
        "title": "Warmer homes",
        "abstract": "How we did it",
        "organisation_name": "Leeds City Council",
        "presenters": "Ada Byron\n\nGrace Hopper",
        "themes": ["housing"],
        "stage_id": edition["stages"][0]["id"],
        "day": "2090-07-04",
        "starts_at": "10am",
        "ends_at": "10:45",
    } | other


def sessions_of(organiser: Organiser, edition: Json) -> list[Json]:
    items: list[Json] = organiser.get(f"/editions/{edition['id']}/sessions").json["items"]
    return items


def test_a_proposal_is_entered_and_scheduled(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    workspace = f"/events/editions/{edition['slug']}"
    typed = {"title": "Warmer homes", "organisation_name": "Leeds City Council"}
    sent = browser.post(f"{workspace}/proposals/new", typed | {"themes": ["housing"]})
    assert sent.status_code == 303
    [proposal] = organiser.get(f"/editions/{edition['id']}/proposals").json["items"]
    link = f"{workspace}/sessions/new?proposal={proposal['id']}"
    assert link in browser.get(workspace).text
    blank = browser.get(link).text
    assert 'value="Warmer homes"' in blank
    assert f'name="proposal_id" value="{proposal["id"]}"' in blank
    sent = browser.post(link, form(edition, proposal_id=proposal["id"]))
    assert sent.status_code == 303
    [planned] = sessions_of(organiser, edition)
    assert planned["proposal_id"] == proposal["id"]
    assert planned["presenters"] == ["Ada Byron", "Grace Hopper"]
    assert planned["starts_at"] == "2090-07-04T09:00:00+00:00"
    page = browser.get(workspace).text
    assert link not in page
    assert "4 July 2090, 10am to 10:45am, Main stage, Leeds City Council" in page


def test_an_empty_proposal_is_refused_beside_its_fields(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/proposals/new"
    page = browser.post(path, {"abstract": "Kept words", "themes": ["housing"]})
    assert page.status_code == 422
    for shown in ('href="#title"', 'href="#organisation_name"', "Kept words", "checked"):
        assert shown in page.text


@pytest.mark.parametrize(
    ("change", "sentence", "targets"),
    [
        ({"title": " "}, "Enter a title", ["title"]),
        ({"stage_id": ""}, "Choose a stage", ["stage_id"]),
        ({"day": ""}, "Choose a day", ["day"]),
        ({"starts_at": "noon"}, "Enter a time, like", ["starts_at"]),
        ({"ends_at": "9am"}, "The end must be after the start", ["ends_at"]),
        ({"day": "2090-08-01"}, "on one day of the edition", ["starts_at"]),
        (
            {"title": "", "starts_at": "", "ends_at": "", "day": ""},
            "Enter a title",
            ["title", "day", "starts_at", "ends_at"],
        ),
    ],
)
def test_what_is_wrong_with_a_session_is_linked_and_typing_is_kept(
    browser: Browser, organiser: Organiser, change: Json, sentence: str, targets: list[str]
) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/sessions/new"
    page = browser.post(path, form(edition) | change)
    assert page.status_code == 422
    assert sentence in page.text
    for target in targets:
        assert f'href="#{target}"' in page.text
        assert f'id="{target}"' in page.text
    assert "Grace Hopper" in page.text
    assert sessions_of(organiser, edition) == []


def test_a_taken_stage_is_told_with_who_is_there(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition, title="First come")
    path = f"/events/editions/{edition['slug']}/sessions/new"
    page = browser.post(path, form(edition))
    assert page.status_code == 409
    assert "“First come” is on Main stage from 10am to 10:45am" in page.text


def test_a_session_is_changed_and_cancelled(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition, themes=["old-theme"])
    workspace = f"/events/editions/{edition['slug']}"
    path = f"{workspace}/sessions/{planned['id']}"
    shown = browser.get(path).text
    for typed in ('value="10:00"', 'value="10:45"', "old theme", 'value="2090-07-04" checked'):
        assert typed in shown, typed
    changed = form(edition, version="1", title="New title", starts_at="11:00", ends_at="11:30")
    assert browser.post(path, changed).status_code == 303
    [now] = sessions_of(organiser, edition)
    assert (now["title"], now["version"]) == ("New title", 2)
    asked = browser.get(f"{path}/cancel").text
    assert "Cancel “New title”?" in asked
    assert browser.post(f"{path}/cancel", {"version": "1"}).status_code == 412
    assert browser.post(f"{path}/cancel", {"version": "2"}).status_code == 303
    assert "No session is scheduled yet." in browser.get(workspace).text
    refused = browser.post(path, changed | {"version": "3"})
    assert refused.status_code == 409
    assert "was cancelled" in refused.text


def test_a_stale_change_shows_what_it_is_now_and_keeps_what_was_typed(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    organiser.change(f"/sessions/{planned['id']}", 1, {"title": "Theirs"})
    path = f"/events/editions/{edition['slug']}/sessions/{planned['id']}"
    mine = form(edition, version="1", title="Mine")
    page = browser.post(path, mine)
    assert page.status_code == 412
    assert "It is now “Theirs”" in page.text
    assert 'value="Mine"' in page.text
    assert sessions_of(organiser, edition)[0]["title"] == "Theirs"
    assert browser.post(path, mine | {"version": "2"}).status_code == 303


def test_a_session_is_only_found_under_its_own_edition(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    other = organiser.edition(year=2091, name="Another")
    planned = organiser.session(edition)
    path = f"/events/editions/{other['slug']}/sessions/{planned['id']}"
    assert browser.get(path).status_code == 404
    missing = f"/events/editions/{edition['slug']}/sessions/new?proposal={uuid.uuid4()}"
    assert browser.get(missing).status_code == 404


def test_the_release_page_shows_what_differs(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    path = f"/events/editions/{edition['slug']}/release"
    assert "There is nothing new to release" in browser.get(path).text
    planned = organiser.session(edition, presenters=["Ada"])
    gone = organiser.session(edition, 1, title="Going")
    first = browser.get(path).text
    assert first.count("Added") == 2
    assert browser.post(path, {}).status_code == 303
    change = {
        "title": "Better",
        "starts_at": "2090-07-04T10:00:00Z",
        "ends_at": "2090-07-04T11:00:00Z",
        "presenters": [],
    }
    organiser.change(f"/sessions/{planned['id']}", 1, change)
    organiser.delete(f"/sessions/{gone['id']}", 1)
    second = browser.get(path).text
    for shown in (
        "Title: Better (was Warmer homes)",
        "Start: 4 July 2090, 11am (was 4 July 2090, 10am)",
        "Who presents: none (was Ada)",
        "Cancelled",
        "Going",
    ):
        assert shown in second, shown
    workspace = browser.get(f"/events/editions/{edition['slug']}").text
    assert "Release 1 of" in workspace


def test_a_release_that_changes_nothing_says_so(browser: Browser, organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    path = f"/events/editions/{edition['slug']}/release"
    token = browser.token(path)
    browser.post(path, {})
    answer = browser.send(path, token, {})
    page = browser.get(answer.headers["Location"])
    assert "which stays public" in page.text


def test_many_proposals_are_paged_and_told_apart_by_wish(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition()
    for n in range(51):
        organiser.post(
            f"/editions/{edition['id']}/proposals",
            {"title": f"Proposal {n:02}", "organisation_name": "Leeds"},
        )
    workspace = f"/events/editions/{edition['slug']}"
    first = browser.get(workspace).text
    assert "Proposal 49" in first
    assert "Proposal 50" not in first
    cursor = first.split("cursor=")[1].split("#")[0]
    assert "Proposal 50" in browser.get(f"{workspace}?cursor={cursor}").text
    assert "Proposal 00" not in browser.get(f"{workspace}?wish=withdrawn").text
    assert "Proposal 00" in browser.get(f"{workspace}?wish=nonsense").text


def test_an_edition_without_stages_says_what_to_do_first(
    browser: Browser, organiser: Organiser
) -> None:
    edition = organiser.edition(stages=[], themes=[])
    page = browser.get(f"/events/editions/{edition['slug']}").text
    assert "Add a stage to the edition" in page
    assert browser.get(f"/events/editions/{edition['slug']}/proposals/new").status_code == 200
