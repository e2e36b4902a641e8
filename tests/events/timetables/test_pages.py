"""An organiser makes, reads and applies a timetable in the browser."""

from __future__ import annotations

import re

from tests.events.conftest import Browser, Organiser
from tests.events.timetables.test_api import edition_with, sessions, solve


def test_an_organiser_starts_a_run_and_stops_it(organiser: Organiser, browser: Browser) -> None:
    edition = edition_with(organiser, 2)
    here = f"/events/editions/{edition['slug']}/timetables"
    started = browser.post(here, {"max_sessions": "1"})
    assert started.location.endswith(f"{here}/1")
    page = browser.get(f"{here}/1").text
    assert "Waiting to begin" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    browser.send(f"{here}/1/stop", token[1], {})
    assert "stopped before it began" in browser.get(f"{here}/1").text
    browser.send(f"{here}/1/stop", token[1], {})
    assert "has ended already" in browser.get(f"{here}/1").text


def test_an_organiser_sees_the_difference_and_applies_it_once(
    organiser: Organiser, browser: Browser
) -> None:
    edition = edition_with(organiser, 3)
    number = solve(organiser, edition, max_sessions=2)["number"]
    here = f"/events/editions/{edition['slug']}/timetables/{number}"
    page = browser.get(here).text
    assert "This is the best timetable there is" in page
    assert "All 2 places are taken" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert token
    assert mark
    browser.send(f"{here}/application", token[1], {"mark": "of another day"})
    assert sessions(organiser, edition) == {}
    browser.send(f"{here}/application", token[1], {"mark": mark[1]})
    assert len(sessions(organiser, edition)) == 2
    assert "like this already" in browser.get(here).text


def test_a_number_that_is_none_is_said_at_the_field(organiser: Organiser, browser: Browser) -> None:
    edition = edition_with(organiser, 0)
    here = f"/events/editions/{edition['slug']}/timetables"
    answer = browser.post(here, {"max_sessions": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    repaired = browser.post(here, {"mode": "repair", "fill": "yes"})
    assert repaired.status_code in (302, 303)
