"""The pages of innovations: reading, submitting, reviewing and matching, with their errors."""

from __future__ import annotations

import html
import uuid

import pytest
from flask.testing import FlaskClient

from services.catalogue.database import database
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import address_of
from shared.auth.tokens import Role
from tests.catalogue.conftest import Submit
from tests.catalogue.innovations.reading import FORM, Bearer, council, every, text_of


@pytest.mark.usefixtures("register")
def test_a_published_innovation_has_a_page(client: FlaskClient, submit: Submit) -> None:
    shown = submit(
        "Rain <gardens>",
        organisation="Essex CC",
        themes=("flooding",),
        summary="One.\n\nTwo <b>.",
        year=2023,
        link="https://www.example.gov.uk/",
        published=True,
    )
    submit("Another", organisation="Essex County Council", published=True)
    raw = client.get(address_of(shown.slug)).text
    assert "Rain &lt;gardens&gt;" in raw
    assert "Two &lt;b&gt;." in raw
    page = html.unescape(raw)
    assert "Recorded as Essex CC" in page
    assert "East of England" in page
    assert 'href="/catalogue/themes/flooding"' in page
    assert "More from Essex" in page
    assert "Another" in page
    assert "Edit" not in page


def test_a_draft_is_shown_to_reviewers_and_its_author_only(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    author = uuid.uuid4()
    address = address_of(submit(person_id=author).slug)
    text_of(client, address, 404)
    text_of(client, address, 404, headers=bearer(Role.CONTRIBUTOR))
    own = text_of(client, address, headers=bearer(Role.CONTRIBUTOR, subject=author))
    assert "This is a draft" in own
    assert "Put the draft aside" in own
    assert "Publish" not in own
    assert "Publish" in text_of(client, address, headers=bearer(Role.REVIEWER))


@pytest.mark.usefixtures("register")
def test_an_organisation_shows_what_the_councils_before_it_did(
    client: FlaskClient, submit: Submit
) -> None:
    submit("Old idea", organisation="Taunton Deane Borough Council", published=True, year=2015)
    submit("New idea", organisation="Somerset Council", published=True)
    submit("Not yet", organisation="Somerset Council")
    page = text_of(client, f"/catalogue/organisations/{council('Somerset Council')}")
    assert "Recorded by Taunton Deane Borough Council, now part of Somerset Council" in page
    assert "New idea" in page
    assert "Not yet" not in page
    assert "It replaced" in page
    before = text_of(client, f"/catalogue/organisations/{council('Taunton Deane Borough Council')}")
    assert "Its work is now part of" in before
    assert "Somerset Council" in before
    empty = text_of(client, f"/catalogue/organisations/{council('Kent County Council')}")
    assert "Nothing of this organisation" in empty
    text_of(client, f"/catalogue/organisations/{uuid.uuid4()}", 404)


@pytest.mark.usefixtures("register")
def test_what_a_contributor_submits_is_a_draft_once_however_often_it_is_sent(
    client: FlaskClient, bearer: Bearer
) -> None:
    headers = bearer(Role.CONTRIBUTOR)
    assert "Hounslow" in text_of(client, "/catalogue/submit", headers=headers)
    form = FORM | {"submission_id": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post("/catalogue/submit", data=form, headers=headers)
        assert (answer.status_code, answer.location) == (303, "/catalogue/submissions")
    [draft] = every()
    assert draft.themes == ["air-quality", "volunteering"]
    assert draft.organisation_id == council("Southampton City Council")
    page = text_of(client, "/catalogue/submissions", headers=headers)
    assert "We have your innovation" in page
    assert "Clean Air Marshals" in page
    assert "not submitted anything" in text_of(
        client, "/catalogue/submissions", headers=bearer(Role.CONTRIBUTOR)
    )


def test_a_form_with_faults_keeps_what_was_typed(client: FlaskClient, bearer: Bearer) -> None:
    form = FORM | {"title": "", "year": "soon", "submission_id": "x", "region": "Narnia"}
    answer = client.post("/catalogue/submit", data=form, headers=bearer(Role.CONTRIBUTOR))
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert "<title>Error: Submit" in page
    assert 'href="#title"' in page
    assert "Enter a title" in page
    assert "Year must be a year" in page
    for kept in ("Southampton City Council", "Drivers switched off.", "soon", "Narnia"):
        assert kept in page
    assert every() == []


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    for address in ("submit", "submissions", "review", "unmatched", "insights"):
        answer = client.get(f"/catalogue/{address}")
        assert answer.status_code == 302
        assert "/notifications/sign-in?next=" in answer.location


def test_an_innovation_names_what_it_continues(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    first, second = submit("The first", published=True), submit("The second", published=True)
    with database.transaction() as session:
        session.get_one(Innovation, second.id).continues_id = first.id
    assert "The first" in text_of(client, address_of(second.slug))
