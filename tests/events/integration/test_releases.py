"""Releases, and the public programme as page, JSON and iCalendar."""

from __future__ import annotations

from flask.testing import FlaskClient
from icalendar import Calendar

from tests.events.conftest import Browser, Organiser, published

RELEASED = "events.programme.released.v1"


def test_a_release_freezes_the_programme_and_tells_what_changed(organiser: Organiser) -> None:
    edition = organiser.edition()
    first = organiser.session(edition)
    second = organiser.session(edition, 1, title="Beside")
    path = f"/editions/{edition['id']}"
    made = organiser.post(f"{path}/releases")
    assert (made.status_code, made.json["number"]) == (201, 1)
    assert set(made.json["changed_session_ids"]) == {first["id"], second["id"]}
    organiser.change(f"/sessions/{first['id']}", 1, {"title": "Better title"})
    public = organiser.get(f"{path}/programme").json
    assert {s["title"] for s in public["sessions"]} == {"Warmer homes", "Beside"}
    again = organiser.post(f"{path}/releases")
    assert (again.status_code, again.json["changed_session_ids"]) == (201, [first["id"]])
    public = organiser.get(f"{path}/programme").json
    assert public["release"] == 2
    assert {s["title"]: s["sequence"] for s in public["sessions"]} == {
        "Better title": 1,
        "Beside": 0,
    }
    messages = published(RELEASED)
    assert [(m.version, m.body and m.body["release"]) for m in messages] == [(1, 1), (2, 2)]
    assert messages[1].body is not None
    assert messages[1].body["changed_session_ids"] == [first["id"]]
    assert messages[1].body["url"] == (
        "http://localhost:8000/events/innovation-zone-2090/programme"
    )


def test_releasing_without_a_change_answers_with_the_present_release(organiser: Organiser) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    path = f"/editions/{edition['id']}/releases"
    first = organiser.post(path)
    again = organiser.post(path)
    assert (again.status_code, again.json) == (200, first.json)
    assert len(published(RELEASED)) == 1


def test_an_empty_programme_is_not_released(organiser: Organiser) -> None:
    edition = organiser.edition()
    answer = organiser.post(f"/editions/{edition['id']}/releases")
    assert answer.status_code == 409
    assert answer.json["type"].endswith("nothing-to-release")


def test_sessions_left_outside_moved_days_hold_the_release_back(
    organiser: Organiser, browser: Browser
) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    days = {"starts_on": "2090-10-04", "ends_on": "2090-10-06"}
    organiser.change(f"/editions/{edition['id']}", 1, days)
    answer = organiser.post(f"/editions/{edition['id']}/releases")
    assert answer.status_code == 409
    assert "Warmer homes" in answer.json["detail"]
    workspace = f"/events/editions/{edition['slug']}"
    assert "Outside the edition" in browser.get(workspace).text
    refused = browser.post(f"{workspace}/release", {})
    assert refused.status_code == 409
    assert "Warmer homes. Move or cancel them first." in refused.text
    moved = {"starts_at": "2090-10-04T09:00:00Z", "ends_at": "2090-10-04T10:00:00Z"}
    organiser.change(f"/sessions/{planned['id']}", 1, moved)
    assert organiser.post(f"/editions/{edition['id']}/releases").status_code == 201


def test_before_the_first_release_the_page_says_so(organiser: Organiser, visitor: Browser) -> None:
    edition = organiser.edition()
    page = visitor.get(f"/events/{edition['slug']}/programme")
    assert page.status_code == 200
    assert "not out yet" in page.text
    assert visitor.get(f"/events/{edition['slug']}/programme.ics").status_code == 404
    assert organiser.get(f"/editions/{edition['id']}/programme").status_code == 404
    assert visitor.get("/events/nowhere/programme").status_code == 404


def test_the_page_shows_days_stages_names_and_cancellations(
    organiser: Organiser, visitor: Browser
) -> None:
    edition = organiser.edition()
    organiser.session(
        edition, presenters=["Ada Byron"], themes=["housing", "old-theme"], abstract="Why & how"
    )
    gone = organiser.session(edition, 1, title="Rained off")
    tomorrow = {"starts_at": "2090-07-05T09:00:00Z", "ends_at": "2090-07-05T09:45:00Z"}
    organiser.session(edition, title="Tomorrow", organisation_name="", **tomorrow)
    organiser.post(f"/editions/{edition['id']}/releases")
    organiser.delete(f"/sessions/{gone['id']}", 1)
    organiser.post(f"/editions/{edition['id']}/releases")
    page = visitor.get(f"/events/{edition['slug']}/programme").text
    for shown in (
        "Tuesday 4 July 2090",
        "Wednesday 5 July 2090",
        "Main stage",
        "10am</time> to",
        "10:45am",
        "With Ada Byron",
        "Why &amp; how",
        "Themes: Homes, old theme",
        f'id="session-{gone["id"]}"',
        "Cancelled",
        "release 2",
    ):
        assert shown in page, shown


def test_the_calendar_file_is_kept_by_its_etag(
    organiser: Organiser, visitor: Browser, client: FlaskClient
) -> None:
    edition = organiser.edition()
    planned = organiser.session(edition)
    organiser.post(f"/editions/{edition['id']}/releases")
    path = f"/events/{edition['slug']}/programme.ics"
    first = visitor.get(path)
    assert first.mimetype == "text/calendar"
    assert first.headers["Cache-Control"] == "public, max-age=300"
    known = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")
    organiser.delete(f"/sessions/{planned['id']}", 1)
    organiser.post(f"/editions/{edition['id']}/releases")
    after = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    [before] = Calendar.from_ical(first.data).walk("VEVENT")
    [event] = Calendar.from_ical(after.data).walk("VEVENT")
    assert event["UID"] == before["UID"] == planned["id"]
    assert (str(before["STATUS"]), str(event["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert (before["SEQUENCE"], event["SEQUENCE"]) == (0, 1)
    assert str(event["URL"]).startswith("http://localhost:8000/events/innovation-zone-2090")


def test_the_json_programme_is_kept_by_its_etag(organiser: Organiser, client: FlaskClient) -> None:
    edition = organiser.edition()
    organiser.session(edition)
    organiser.post(f"/editions/{edition['id']}/releases")
    path = f"/events/api/editions/{edition['id']}/programme"
    first = client.get(path)
    assert first.json["sessions"][0]["starts_at"] == "2090-07-04T09:00:00+00:00"
    assert first.json["calendar_path"] == "/events/innovation-zone-2090/programme.ics"
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_ten_oclock_on_the_day_the_clocks_go_back(
    organiser: Organiser, browser: Browser, visitor: Browser
) -> None:
    edition = organiser.edition(
        year=2026, name="Autumn Zone 2026", starts_on="2026-10-24", ends_on="2026-10-25"
    )
    for day in ("2026-10-24", "2026-10-25"):
        sent = browser.post(
            f"/events/editions/{edition['slug']}/sessions/new",
            {
                "title": f"On {day}",
                "stage_id": edition["stages"][0]["id"],
                "day": day,
                "starts_at": "10am",
                "ends_at": "11:00",
            },
        )
        assert sent.status_code == 303, sent.text
    organiser.post(f"/editions/{edition['id']}/releases")
    public = organiser.get(f"/editions/{edition['id']}/programme").json["sessions"]
    assert [s["starts_at"] for s in public] == [
        "2026-10-24T09:00:00+00:00",
        "2026-10-25T10:00:00+00:00",
    ]
    page = visitor.get(f"/events/{edition['slug']}/programme").text
    assert page.count("10am</time>") == 2
    written = visitor.get(f"/events/{edition['slug']}/programme.ics").data
    assert b"DTSTART;TZID=Europe/London:20261024T100000" in written
    assert b"DTSTART;TZID=Europe/London:20261025T100000" in written
