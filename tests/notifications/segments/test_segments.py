"""An organiser builds a segment by API and by form alone, and sees why somebody is in it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.notifications.conftest import World

Headers = dict[str, str]
CLIMATE = {"fact": "innovation", "themes": ["climate"], "since_year": 2020}


@pytest.fixture
def furnished(world: World) -> World:
    world.innovation("Surrey County Council", "Solar streets")
    world.innovation("Leeds City Council", "Old idea", year=2018)
    world.contacts(
        ("s@surrey.example", "Sam", "Surrey County Council", "invitations"),
        ("l@leeds.example", "Lou", "Leeds City Council", "invitations"),
    )
    return world


def test_a_segment_is_kept_changed_and_explained_by_the_api(
    furnished: World, client: FlaskClient, organiser: Headers
) -> None:
    body = {"name": "Climate", "conditions": {"fact": "innovation", "themes": [" Climate "]}}
    made = client.post("/notifications/api/segments", json=body, headers=organiser)
    assert made.status_code == 201, made.text
    here = made.location
    assert made.json["conditions"] == {"all": [{"fact": "innovation", "themes": ["climate"]}]}

    change = {"conditions": {"all": [CLIMATE]}}
    assert client.patch(here, json=change, headers=organiser).status_code == 428
    headers = organiser | {"If-Match": made.headers["ETag"]}
    assert client.patch(here, json=change, headers=headers).json["version"] == 2
    assert client.patch(here, json=change, headers=headers).status_code == 412
    versions = client.get(f"{here}/versions", headers=organiser).json["items"]
    assert [v["version"] for v in versions] == [2, 1]
    assert versions[1]["conditions"] == made.json["conditions"]

    members = client.get(f"{here}/contacts", headers=organiser).json["items"]
    assert [m["email"] for m in members] == ["s@surrey.example"]
    why = client.get(f"{here}/contacts/{members[0]['id']}", headers=organiser).json
    assert why["holds"]
    assert why["parts"][0]["facts"] == ["Solar streets (2024)"]
    counts = {"conditions": {"any": [CLIMATE, {"not": CLIMATE}]}}
    found = client.post("/notifications/api/segments/counts", json=counts, headers=organiser).json
    assert found == {"contacts": 2, "facts": [1, 1]}
    listed = client.get("/notifications/api/segments", headers=organiser).json["items"]
    assert [s["name"] for s in listed] == ["Climate"]
    assert client.get(here, headers=organiser).headers["ETag"].startswith('"2')


def test_wrong_conditions_are_refused_with_a_pointer(
    client: FlaskClient, organiser: Headers
) -> None:
    body = {"name": "x", "conditions": {"all": [{"fact": "shoe size"}]}}
    answer = client.post("/notifications/api/segments", json=body, headers=organiser)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/conditions/all/0/fact"


class Form:
    """The builder as a browser without JavaScript drives it."""

    def __init__(self, client: FlaskClient, headers: Headers, address: str) -> None:
        self.client, self.headers, self.address = client, headers, address
        self.page = client.get(address, headers=headers).text

    def press(self, do: str, **typed: Any) -> Any:
        hidden = {
            name: html.unescape(value)
            for name, value in re.findall(
                r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.page
            )
        }
        answer = self.client.post(
            self.address, data={**hidden, **typed, "do": do}, headers=self.headers
        )
        self.page = answer.text
        return answer

    @property
    def conditions(self) -> Any:
        found = re.search(r'name="conditions" value="([^"]*)"', self.page)
        assert found
        return json.loads(html.unescape(found[1]))


def test_a_segment_is_built_by_forms_alone_with_counts_on_the_way(
    furnished: World, client: FlaskClient, organiser: Headers
) -> None:
    form = Form(client, organiser, "/notifications/segments/new")
    assert "<strong>2</strong> contacts are in this segment" in form.page
    assert form.press("choose", fact="").status_code == 422
    form.press("choose", fact="innovation", name="Climate")
    assert "On one of the themes" in form.page
    wrong = form.press("add", name="Climate", p_since_year="soon")
    assert wrong.status_code == 422
    assert 'href="#p_since_year"' in wrong.text
    form.press("add", name="Climate", p_themes=["climate"], p_since_year="2020")
    assert form.conditions == {"all": [CLIMATE]}
    assert "<strong>1</strong> contact is in this segment" in form.page
    form.press("negate:0", name="Climate")
    assert form.conditions == {"all": [{"not": CLIMATE}]}
    form.press("switch:", name="Climate")
    form.press("group:", name="Climate")
    form.press("choose", fact="region", where="1")
    form.press("add", p_values=["London", "South East"])
    assert form.conditions["any"][1] == {
        "any": [{"fact": "region", "values": ["London", "South East"]}]
    }
    assert "The council is in London or South East" in form.page
    form.press("negate:1")
    form.press("remove:1.0")
    form.press("negate:0")
    form.press("choose", fact="role")
    form.press("cancel")
    assert form.press("remove:9").status_code == 422
    assert form.press("save", name="").status_code == 422
    saved = form.press("save", name="Climate leaders")
    assert saved.status_code == 303
    assert "Climate leaders" in client.get("/notifications/segments", headers=organiser).text


def test_the_page_of_a_segment_says_why_somebody_is_in_it_and_edits_do_not_overtake(
    furnished: World, client: FlaskClient, organiser: Headers
) -> None:
    body = {"name": "Climate leaders", "conditions": {"any": [CLIMATE]}}
    made = client.post("/notifications/api/segments", json=body, headers=organiser)
    here = made.location.replace("/api", "")
    page = client.get(f"{here}?address=l@leeds.example", headers=organiser).text
    assert "Lou, Leeds City Council, is not in this segment" in page
    assert "s@surrey.example" in page
    assert "We have no contact" in client.get(f"{here}?address=x@y.example", headers=organiser).text

    first, late = Form(client, organiser, f"{here}/edit"), Form(client, organiser, f"{here}/edit")
    assert first.press("save", name="Mine").status_code == 303
    refused = late.press("save", name="Theirs")
    assert refused.status_code == 422
    assert "Somebody else changed this segment" in refused.text


@pytest.mark.parametrize("fact", ["role", "consent", "kind", "succession", "attended", "answered",
                                  "got_campaign", "silent_campaign", "answered_campaign"])  # fmt: skip
def test_each_fact_can_be_asked_for_by_form(
    furnished: World, client: FlaskClient, organiser: Headers, fact: str
) -> None:
    form = Form(client, organiser, "/notifications/segments/new")
    assert form.press("choose", fact=fact).status_code == 200
    given = {"p_purpose": "invitations", "p_value": "current", "p_by": "person"}
    answer = form.press("add", **given)
    if fact in ("role", "kind", "got_campaign", "silent_campaign", "answered_campaign"):
        assert answer.status_code == 422, "a choice is missing"
    else:
        assert form.conditions["all"][0]["fact"] == fact


def test_a_form_whose_conditions_were_tampered_with_is_refused(
    client: FlaskClient, organiser: Headers
) -> None:
    for broken in ("{", "[" * 100_000, '{"fact": "x"}'):
        answer = client.post(
            "/notifications/segments/new",
            data={"conditions": broken, "do": "save"},
            headers=organiser,
        )
        assert answer.status_code == 422
