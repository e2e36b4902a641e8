"""The pages reviewers work with: the queue, publishing, editing and what goes wrong."""

from __future__ import annotations

import html
import uuid

import pytest
from flask.testing import FlaskClient

from services.catalogue.innovations.actions import edit_innovation
from services.catalogue.innovations.rules import Reader, address_of
from shared.auth.tokens import Role
from tests.catalogue.conftest import NOW, Submit
from tests.catalogue.innovations.reading import FORM, Bearer, council, every, text_of


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
