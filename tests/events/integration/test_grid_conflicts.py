"""What the rules of a timetable say on the grid, refuse, and hold back."""

from __future__ import annotations

import html
from typing import Any

from tests.events.conftest import Browser, Json, Organiser
from tests.events.integration.test_grid import DAY, page_of, press, put, unplaced


def proposal_of(organiser: Organiser, edition: Json, name: str, **other: Any) -> Json:
    data = {
        "title": f"By {name}",
        "organisation_name": f"{name} Trust",
        "people": [{"name": name, "role": "chair"}],
    } | other
    answer = organiser.post(f"/editions/{edition['id']}/proposals", data)
    assert answer.status_code == 201, answer.json
    made: Json = answer.json
    return made


def session_of(organiser: Organiser, edition: Json, proposal: Json) -> Json:
    data = {"proposal_id": proposal["id"], "duration_minutes": 45}
    made: Json = organiser.post(f"/editions/{edition['id']}/sessions", data).json
    return made


def rules_broken(organiser: Organiser, edition: Json) -> dict[str, str]:
    found = organiser.get(f"/editions/{edition['id']}/conflicts").json["items"]
    return {c["rule"]: c["severity"] for c in found}


def test_a_person_is_not_put_in_two_places_in_any_role(
    organiser: Organiser, browser: Browser
) -> None:
    edition = organiser.edition()
    one = session_of(organiser, edition, proposal_of(organiser, edition, "Ada Okafor"))
    other = unplaced(organiser, edition, presenters=["Dr Ada Okafor"])
    assert put(organiser, edition, one, 0, "09:00").status_code == 200
    refused = put(organiser, edition, other, 1, "09:15")
    assert (refused.status_code, refused.json["type"].endswith("move-blocked")) == (409, True)
    assert "is in “By Ada Okafor” and “Later” at once" in refused.json["detail"]
    slot = f"{edition['stages'][1]['id']}|{DAY}T09:15:00+00:00"
    page = press(browser, edition, other, slot=slot)
    assert page.status_code == 409
    assert "at once. Choose another time or stage" in html.unescape(page.text)
    assert organiser.get(f"/sessions/{other['id']}").json["starts_at"] is None
    later = put(organiser, edition, other, 1, "10:00")
    assert later.status_code == 200


def test_a_rule_that_is_only_a_warning_is_shown_at_once(
    organiser: Organiser, browser: Browser
) -> None:
    edition = organiser.edition(severities={"person_twice": "warn"})
    one = session_of(organiser, edition, proposal_of(organiser, edition, "Ada Okafor"))
    other = unplaced(organiser, edition, presenters=["Ada Okafor"])
    put(organiser, edition, one, 0, "09:00")
    assert put(organiser, edition, other, 1, "09:00").status_code == 200
    assert rules_broken(organiser, edition)["person_twice"] == "warn"
    page = page_of(browser, edition)
    assert "What is wrong with the timetable" in page
    assert "at once. <strong>Worth a look.</strong>" in page


def test_a_rule_that_holds_the_release_back_says_so_until_it_is_mended(
    organiser: Organiser, browser: Browser
) -> None:
    edition = organiser.edition(stages=[{"name": "Main stage", "capacity": 20}])
    proposal = proposal_of(
        organiser,
        edition,
        "Ben Shaw",
        format="launch_panel",
        people=[{"name": "Ben Shaw", "role": "panellist"}],
        needs=["screen"],
        expected_audience=50,
        available=[{"starts": f"{DAY}T12:00:00Z", "ends": f"{DAY}T15:00:00Z"}],
    )
    planned = session_of(organiser, edition, proposal)
    [placed] = put(organiser, edition, planned, 0, "09:00").json["items"]
    assert rules_broken(organiser, edition) == {
        "unavailable": "block_release",
        "chair_missing": "block_release",
        "needs_lacking": "block_release",
        "stage_too_small": "warn",
    }
    path = f"/editions/{edition['id']}/releases"
    held = organiser.post(path)
    assert (held.status_code, held.json["type"].endswith("held-back")) == (409, True)
    assert "has no chair" in held.json["detail"]
    release = f"/events/editions/{edition['slug']}/release"
    assert "cannot go public yet" in browser.post(release, {}).text
    chair = {"people": [{"name": "Ben Shaw", "role": "chair"}], "needs": [], "available": []}
    assert organiser.change(f"/proposals/{proposal['id']}", 1, chair).status_code == 200
    assert rules_broken(organiser, edition) == {"stage_too_small": "warn"}
    assert organiser.post(path).status_code == 201
    assert placed["version"] == 2


def test_a_council_twice_and_one_theme_against_itself_are_seen(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition, themes=["homes"])
    organiser.session(edition, 1, title="Again", themes=["homes"])
    broken = rules_broken(organiser, edition)
    assert broken["council_twice"] == "warn"
    assert broken["theme_clash"] == "warn"
    off = {"severities": {"council_twice": "off", "theme_clash": "off"}}
    organiser.change(f"/editions/{edition['id']}", 1, off)
    assert not {"council_twice", "theme_clash"} & set(rules_broken(organiser, edition))
