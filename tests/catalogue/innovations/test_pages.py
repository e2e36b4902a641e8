"""The pages of innovations: reading, submitting, reviewing and matching, with their errors."""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.catalogue.database import database
from services.catalogue.innovations.actions import edit_innovation
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import Reader, address_of
from services.catalogue.organisations.actions import add_organisation
from services.catalogue.organisations.queries import get_bodies
from shared.auth.tokens import Role
from shared.register import Kind
from tests.catalogue.conftest import NOW, Submit

Bearer = Callable[..., dict[str, str]]
FORM = {
    "title": "Clean Air Marshals",
    "organisation": "Southampton City Council",
    "summary": "Volunteers asked.\n\nDrivers switched off.",
    "themes": "Air quality, volunteering",
    "year": "2018",
    "region": "",
    "link": "https://www.example.gov.uk/marshals",
}


def every() -> list[Innovation]:
    """All innovations, the oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(Innovation).order_by(Innovation.id)))


def council(name: str) -> uuid.UUID:
    """The id of a council by its official name."""
    with database.reading() as session:
        [found] = [c.id for c in get_bodies(session).register.councils if c.name == name]
    return found


def text_of(client: FlaskClient, address: str, status: int = 200, **options: object) -> str:
    """A page as a person reads it."""
    answer = client.get(address, **options)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text)


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
    assert 'href="/catalogue/search?theme=flooding"' in page
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


def test_a_reviewer_finds_drafts_and_publishes_those_chosen(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    headers = bearer(Role.REVIEWER)
    drafts = [submit(f"Draft {n}") for n in range(3)]
    page = text_of(client, "/catalogue/review", headers=headers)
    assert all(draft.title in page for draft in drafts)
    chosen = [f"{draft.id}.{draft.version}" for draft in drafts[:2]]
    answer = client.post("/catalogue/review", data={"innovation": chosen}, headers=headers)
    assert answer.status_code == 303
    assert "2 innovations are public" in text_of(client, "/catalogue/review", headers=headers)
    assert [entry.state for entry in every()] == ["published", "published", "draft"]
    narrowed = text_of(
        client, "/catalogue/review?state=published&source=submission&q=draft+1", headers=headers
    )
    assert "Draft 1" in narrowed
    assert "Draft 0" not in narrowed
    odd = text_of(client, "/catalogue/review?state=odd&source=odd", headers=headers)
    assert "Draft 2" in odd


def test_publishing_nothing_or_what_somebody_changed_says_so(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    headers = bearer(Role.REVIEWER)
    draft = submit()

    def publish(*ticks: str) -> tuple[int, str]:
        answer = client.post("/catalogue/review", data={"innovation": list(ticks)}, headers=headers)
        return answer.status_code, html.unescape(answer.text)

    status, page = publish()
    assert (status, "Choose the innovations to publish" in page) == (422, True)
    status, page = publish(f"{draft.id}.9")
    assert (status, "Somebody else has changed" in page) == (412, True)
    assert publish("nonsense")[0] == 422
    assert every()[0].state == "draft"


def test_a_long_queue_has_pages(client: FlaskClient, bearer: Bearer, submit: Submit) -> None:
    for number in range(21):
        submit(f"Draft {number:02}")
    headers = bearer(Role.REVIEWER)
    page = text_of(client, "/catalogue/review", headers=headers)
    assert "Draft 00" not in page
    follow = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    rest = text_of(client, follow, headers=headers)
    assert "Draft 00" in rest
    assert "First page" in rest


def test_one_innovation_is_published_and_withdrawn_from_its_page(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    draft = submit()
    headers = bearer(Role.REVIEWER)
    here = f"/catalogue/innovations/{draft.id}"
    stale = client.post(f"{here}/publication", data={"version": "7"}, headers=headers)
    assert stale.status_code == 412
    done = client.post(f"{here}/publication", data={"version": "1"}, headers=headers)
    assert (done.status_code, done.location) == (303, address_of(draft.slug))
    page = text_of(client, address_of(draft.slug), headers=headers)
    assert "Withdraw" in page
    client.post(f"{here}/withdrawal", headers=headers)
    assert "no longer public" in text_of(client, "/catalogue/review", headers=headers)
    assert every()[0].state == "withdrawn"


def test_a_contributor_puts_a_draft_aside(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    author = uuid.uuid4()
    draft = submit(person_id=author)
    headers = bearer(Role.CONTRIBUTOR, subject=author)
    answer = client.post(f"/catalogue/innovations/{draft.id}/withdrawal", headers=headers)
    assert answer.location == "/catalogue/submissions"
    page = text_of(client, "/catalogue/submissions", headers=headers)
    assert "The draft is put aside" in page
    assert "Withdrawn" in page
    other = bearer(Role.CONTRIBUTOR)
    text_of(client, f"{address_of(draft.slug)}/edit", 404, headers=other)


@pytest.mark.usefixtures("register")
def test_editing_changes_texts_and_matches_a_new_name(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    entry = submit(organisation="Essex CC", themes=("public-health", "ai"), published=True)
    headers = bearer(Role.REVIEWER)
    address = f"{address_of(entry.slug)}/edit"
    page = text_of(client, address, headers=headers)
    assert "Public health; AI" in page
    assert 'value="Essex County Council"' in page
    form = FORM | {"organisation": "LB Hounslow", "council": "Essex County Council", "version": "2"}
    answer = client.post(address, data=form, headers=headers)
    assert (answer.status_code, answer.location) == (303, address_of(entry.slug))
    [edited] = every()
    assert edited.title == "Clean Air Marshals"
    assert edited.organisation_id == council("London Borough of Hounslow")


@pytest.mark.usefixtures("register")
def test_a_reviewer_says_by_official_name_who_is_meant(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    entry = submit(organisation="Southampton City Council")
    headers = bearer(Role.REVIEWER)
    address = f"{address_of(entry.slug)}/edit"

    def save(official: str, version: int) -> int:
        form = FORM | {"council": official, "version": str(version)}
        return client.post(address, data=form, headers=headers).status_code

    assert save("Nobody at all", 1) == 422
    assert save("Kent County Council", 1) == 303
    assert every()[0].organisation_id == council("Kent County Council")
    assert save("", 2) == 303
    assert every()[0].organisation_id is None


def test_an_edit_that_comes_late_loses_nothing_that_was_typed(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    entry = submit()
    address = f"{address_of(entry.slug)}/edit"
    reviewer = Reader(uuid.uuid4(), is_reviewer=True)
    edit_innovation(entry.id, {"title": "First"}, version=1, reader=reviewer, now=NOW)
    headers = bearer(Role.REVIEWER)
    late = client.post(address, data=FORM | {"version": "1"}, headers=headers)
    assert late.status_code == 412
    page = html.unescape(late.text)
    assert "Somebody else has changed this innovation" in page
    assert "Clean Air Marshals" in page
    assert 'name="version" value="2"' in page
    faulty = client.post(address, data=FORM | {"title": "", "version": "2"}, headers=headers)
    assert faulty.status_code == 422
    assert client.post(address, data=FORM | {"version": "2"}, headers=headers).status_code == 303


def test_a_contributor_does_not_edit_what_is_public(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    author = uuid.uuid4()
    entry = submit(person_id=author, published=True)
    headers = bearer(Role.CONTRIBUTOR, subject=author)
    text_of(client, f"{address_of(entry.slug)}/edit", 403, headers=headers)


@pytest.mark.usefixtures("register")
def test_unmatched_names_are_listed_and_matched_for_every_innovation(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    headers = bearer(Role.REVIEWER)
    empty = text_of(client, "/catalogue/unmatched", headers=headers)
    assert "Every innovation has its organisation" in empty
    submit("One", organisation="Estuary Festival", published=True)
    submit("Two", organisation="Estuary Festival")
    submit("Three", organisation="Northamptonshire area")
    page = text_of(client, "/catalogue/unmatched", headers=headers)
    assert "2 innovations" in page
    here = "/catalogue/unmatched/organisation"
    form = text_of(client, f"{here}?name=Estuary+Festival", headers=headers)
    assert "Who is “Estuary Festival”?" in form

    def choose(**chosen: str) -> tuple[int, str]:
        data = {"name": "Estuary Festival", **chosen}
        answer = client.post(here, data=data, headers=headers)
        return answer.status_code, html.unescape(answer.text)

    assert choose()[0] == 422
    status, said = choose(choice="other", official="Nobody")
    assert (status, "Choose an official name" in said) == (422, True)
    status, said = choose(choice="new", kind="county")
    assert (status, "what kind of organisation" in said) == (422, True)
    assert choose(choice="other", official="Southend-on-Sea City Council")[0] == 303
    page = text_of(client, "/catalogue/unmatched", headers=headers)
    assert "2 innovations have an organisation now" in page
    text_of(client, f"{here}?name=Estuary+Festival", 404, headers=headers)


@pytest.mark.usefixtures("register")
def test_a_body_of_no_register_is_added_while_matching(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    submit("One", organisation="Citizens UK")
    headers = bearer(Role.REVIEWER)
    data = {"name": "Citizens UK", "choice": "new", "kind": "charity"}
    here = "/catalogue/unmatched/organisation"
    assert client.post(here, data=data, headers=headers).status_code == 303
    assert every()[0].organisation_id is not None
    assert submit("Two", organisation="Citizens UK").organisation_id is not None


def test_a_body_that_is_there_already_is_offered(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    submit("One", organisation="Citizens UK")
    body = add_organisation("Citizens UK", Kind.CHARITY, None, NOW)
    headers = bearer(Role.REVIEWER)
    here = "/catalogue/unmatched/organisation"
    data = {"name": "Citizens UK", "choice": "new", "kind": "charity"}
    refused = client.post(here, data=data, headers=headers)
    assert (refused.status_code, "already here" in refused.text) == (422, True)
    assert str(body.id) in refused.text
    data["choice"] = str(body.id)
    assert client.post(here, data=data, headers=headers).status_code == 303


@pytest.mark.usefixtures("register")
def test_unmatched_names_are_matched_by_program_too(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    submit("One", organisation="Estuary Festival", published=True)
    submit("Two", organisation="Langport Town Council")
    headers = bearer(Role.REVIEWER)
    address = "/catalogue/api/unmatched-organisations"
    first = client.get(f"{address}?limit=1", headers=headers).json
    assert [(i["name"], i["innovations"]) for i in first["items"]] == [("Estuary Festival", 1)]
    rest = client.get(f"{address}?limit=1&cursor={first['next']}", headers=headers).json
    assert [(i["name"], i["kind"]) for i in rest["items"]] == [("Langport Town Council", "parish")]
    assert rest["next"] is None
    choice = {
        "name": "Estuary Festival",
        "organisation_id": str(council("Kent County Council")),
    }
    headers["Idempotency-Key"] = "choice"
    for _ in range(2):
        answer = client.post(address, json=choice, headers=headers)
        assert (answer.status_code, answer.json) == (200, {"innovations": 1})
    wrong = choice | {"organisation_id": str(uuid.uuid4())}
    assert client.post(address, json=wrong, headers=bearer(Role.REVIEWER)).status_code == 422
    assert client.get(address, headers=bearer(Role.CONTRIBUTOR)).status_code == 403


def test_an_innovation_names_what_it_continues(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    first, second = submit("The first", published=True), submit("The second", published=True)
    with database.transaction() as session:
        session.get_one(Innovation, second.id).continues_id = first.id
    assert "The first" in text_of(client, address_of(second.slug))
