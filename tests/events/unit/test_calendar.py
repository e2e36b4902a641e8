"""A released programme, written as iCalendar and read back."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from icalendar import Calendar

from services.events.editions.models import Edition
from services.events.programme.rules import Entry, next_entries
from services.events.programme.schemas import programme_calendar

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
URL = "https://zone.example/events/zone-2026/programme"
EDITION = Edition(
    id=uuid.UUID(int=9),
    name="Innovation Zone 2026",
    slug="zone-2026",
    venue="Harrogate",
    starts_on=dt.date(2026, 10, 24),
    ends_on=dt.date(2026, 10, 25),
)


def entry(number: int, start: str, **other: object) -> Entry:
    starts_at = dt.datetime.fromisoformat(start)
    values: dict[str, object] = {
        "session_id": uuid.UUID(int=number),
        "title": "Homes; streets, and parks",
        "abstract": "Line one\nline two",
        "stage": "Main stage",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=1),
        "organisation_name": "Leeds City Council",
        "presenters": ("Ada Byron",),
        "themes": ("housing", "parks"),
    }
    return Entry(**(values | other))  # type: ignore[arg-type]


def test_the_calendar_reads_back_as_what_was_released() -> None:
    entries = next_entries([], [entry(1, "2026-10-24T09:00Z")], NOW)
    calendar = Calendar.from_ical(programme_calendar(EDITION, entries, url=URL))
    [event] = calendar.walk("VEVENT")
    assert str(event["UID"]) == str(uuid.UUID(int=1))
    assert event["SEQUENCE"] == 0
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["SUMMARY"]) == "Homes; streets, and parks"
    assert str(event["LOCATION"]) == "Main stage, Harrogate"
    assert "Line one\nline two" in str(event["DESCRIPTION"])
    assert [str(c) for c in event["CATEGORIES"].cats] == ["housing", "parks"]
    assert event["DTSTAMP"].dt == NOW
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == "Europe/London"


def test_ten_oclock_is_ten_oclock_before_and_after_the_clocks_go_back() -> None:
    planned = [entry(1, "2026-10-24T09:00Z"), entry(2, "2026-10-25T10:00Z")]
    written = programme_calendar(EDITION, next_entries([], planned, NOW), url=URL)
    assert b"DTSTART;TZID=Europe/London:20261024T100000" in written
    assert b"DTSTART;TZID=Europe/London:20261025T100000" in written
    starts = [event["DTSTART"].dt for event in Calendar.from_ical(written).walk("VEVENT")]
    assert [start.utcoffset() for start in starts] == [dt.timedelta(hours=1), dt.timedelta(0)]


def test_a_cancelled_session_keeps_its_id_and_counts_on() -> None:
    released = next_entries([], [entry(1, "2026-10-24T09:00Z")], NOW)
    after = next_entries(released, [], NOW + dt.timedelta(hours=1))
    [event] = Calendar.from_ical(programme_calendar(EDITION, after, url=URL)).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"
    assert event["SEQUENCE"] == 1
    assert str(event["UID"]) == str(uuid.UUID(int=1))


def test_a_bare_session_has_neither_description_nor_themes() -> None:
    bare = entry(
        1, "2026-10-24T09:00Z", abstract="", organisation_name="", presenters=(), themes=()
    )
    written = programme_calendar(EDITION, next_entries([], [bare], NOW), url=URL)
    [event] = Calendar.from_ical(written).walk("VEVENT")
    assert "DESCRIPTION" not in event
    assert "CATEGORIES" not in event


def test_the_same_release_makes_the_same_file() -> None:
    entries = next_entries([], [entry(1, "2026-10-24T09:00Z")], NOW)
    first = programme_calendar(EDITION, entries, url=URL)
    assert programme_calendar(EDITION, entries, url=URL) == first
