"""Schemes and cohorts as organisers set them up over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.events.cohorts.conftest import cohort_data, make_cohort, make_scheme, scheme_data
from tests.events.conftest import Organiser, published

Json = dict[str, Any]


def test_a_scheme_keeps_its_plan_as_data(organiser: Organiser, scheme: Json) -> None:
    shown = organiser.get(f"/schemes/{scheme['id']}")
    assert shown.headers["ETag"] == '"1"'
    assert shown.json["slug"] == "design-in-the-public-sector"
    assert shown.json["plan"]["length_days"] == 90
    keys = [step["key"] for step in shown.json["plan"]["steps"]]
    assert keys[:3] == ["framing", "coaching", "coaching-2"]
    assert shown.json["issues"][0] == {"slug": "adult-social-care", "label": "Adult social care"}
    assert organiser.get("/schemes").json["items"] == [shown.json]


@pytest.mark.parametrize(
    ("length", "unit", "days"),
    [(90, "days", 90), (120, "days", 120), (16, "weeks", 112), (18, "weeks", 126)],
)
def test_a_plan_has_the_length_it_is_given(
    organiser: Organiser, length: int, unit: str, days: int
) -> None:
    made = make_scheme(organiser, plan={"length": length, "unit": unit, "steps": []})
    assert made["plan"]["length_days"] == days
    cohort = make_cohort(organiser, made, starts_on="2091-01-01")
    ends = organiser.get(f"/cohorts/{cohort['id']}").json["ends_on"]
    assert dt.date.fromisoformat(ends) - dt.date(2091, 1, 1) == dt.timedelta(days=days - 1)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": "!!"}, "/name"),
        ({"plan": {"length": 0}}, "/plan/length"),
        ({"plan": {"length": 10, "steps": [{"kind": "workshop", "title": "A", "day": 11}]}},
         "/plan/steps/0/day"),
        ({"plan": {"length": 10, "steps": [{"kind": "party", "title": "A", "day": 1}]}},
         "/plan/steps/0/kind"),
        ({"plan": {"length": 10, "steps": [{"key": "a", "kind": "workshop", "title": "A", "day": 1},
                                           {"key": "a", "kind": "workshop", "title": "B", "day": 2}]}},
         "/plan/steps/1"),
        ({"criteria": [{"label": "A"}, {"label": "a"}]}, "/criteria/1/label"),
        ({"criteria": [{"label": "?"}]}, "/criteria/0/label"),
        ({"issues": ["A", "a"]}, "/issues/1"),
    ],
)  # fmt: skip
def test_a_scheme_that_cannot_be_is_refused_at_its_field(
    organiser: Organiser, change: Json, pointer: str
) -> None:
    answer = organiser.post("/schemes", scheme_data(**change))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_a_changed_scheme_keeps_its_address_and_an_old_version_is_refused(
    organiser: Organiser, scheme: Json
) -> None:
    path = f"/schemes/{scheme['id']}"
    changed = organiser.change(path, 1, {"name": "Design Now", "questions": []})
    assert (changed.json["slug"], changed.json["version"]) == (scheme["slug"], 2)
    assert organiser.change(path, 1, {"name": "Late"}).status_code == 412
    other = make_scheme(organiser, name="Other")
    twice = organiser.change(f"/schemes/{other['id']}", 1, {"name": "Design Now"})
    assert twice.status_code == 409
    assert organiser.get("/schemes/00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_cohort_has_the_usual_limits_unless_others_are_given(cohort: Json) -> None:
    assert (cohort["seats"], cohort["councils_least"], cohort["councils_most"]) == (16, 6, 8)
    assert cohort["weights"]["score"] == 100
    assert cohort["quotas"] == [
        {"dimension": "kind", "value": "district", "least": 1, "most": None}
    ]
    assert (cohort["call"], cohort["state"]) == ("open", "calling")
    assert cohort["scheme_name"] == "Design in the Public Sector"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"regions": ["Atlantis"]}, "/regions/0"),
        ({"quotas": [{"dimension": "region", "value": "Atlantis"}]}, "/quotas/0/value"),
        ({"quotas": [{"dimension": "kind", "value": "castle"}]}, "/quotas/0/value"),
        ({"quotas": [{"dimension": "region", "value": "London", "least": 3, "most": 2}]},
         "/quotas/0/most"),
        ({"quotas": [{"dimension": "region", "value": "London"},
                     {"dimension": "region", "value": "greater london"}]}, "/quotas/1/value"),
        ({"councils_least": 9}, "/councils_most"),
        ({"seats_least": 5}, "/seats_most"),
        ({"seats_least": 3}, "/seats"),
        ({"deadline_at": None}, "/deadline_at"),
        ({"deadline_at": "2019-01-01T00:00:00Z"}, "/deadline_at"),
        ({"name": "??"}, "/name"),
        ({"weights": {"score": -1}}, "/weights/score"),
    ],
)  # fmt: skip
def test_a_cohort_that_cannot_be_is_refused_at_its_field(
    organiser: Organiser, scheme: Json, change: Json, pointer: str
) -> None:
    answer = organiser.post("/cohorts", cohort_data(scheme, **change))
    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["pointer"] == pointer


def test_a_cohort_is_changed_under_its_version_and_stays_with_its_scheme(
    organiser: Organiser, cohort: Json
) -> None:
    path = f"/cohorts/{cohort['id']}"
    changed = organiser.change(path, 1, {"seats": 20, "starts_on": "2090-10-01"})
    assert (changed.json["seats"], changed.json["ends_on"]) == (20, "2090-12-29")
    assert organiser.change(path, 1, {"seats": 21}).status_code == 412
    other = make_scheme(organiser, name="Other")
    moved = organiser.change(path, 2, {"scheme_id": other["id"]})
    assert moved.status_code == 409
    second = make_cohort(organiser, other, name="Second", starts_on="2089-01-01")
    taken = organiser.change(f"/cohorts/{second['id']}", 1, {"name": cohort["name"]})
    assert taken.status_code == 409
    listed = organiser.get("/cohorts").json["items"]
    assert [c["name"] for c in listed] == [cohort["name"], "Second"]


def test_the_regional_contacts_address_goes_to_notifications_alone(
    organiser: Organiser, scheme: Json
) -> None:
    made = make_cohort(organiser, scheme, contact_email="robin@region.example")
    [offered] = published("events.person.offered.v1")
    assert offered.body["email"] == "robin@region.example"
    assert "robin@region.example" not in organiser.get(f"/cohorts/{made['id']}").text
