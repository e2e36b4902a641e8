"""Innovations by their endpoints: submitting, editing, publishing, withdrawing, and who sees what."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from services.catalogue.database import database
from services.catalogue.innovations.actions import forget_changes
from services.catalogue.innovations.queries import get_documents, list_changes, list_documents
from services.catalogue.organisations.actions import add_organisation
from shared.auth.tokens import Role
from shared.bus.models import OutboxEntry
from shared.register import Kind
from tests.catalogue.conftest import NOW, Submit

Bearer = Callable[..., dict[str, str]]
ADDRESS = "/catalogue/api/innovations"
TEXT: dict[str, Any] = {
    "title": "Clean Air Marshals",
    "summary": "Volunteers asked drivers to switch their engines off.",
    "organisation": "Southampton City Council",
    "year": 2018,
    "themes": ["Air quality", "volunteering"],
    "link": "https://www.example.gov.uk/marshals",
}


def sent(kind: str = "message") -> list[OutboxEntry]:
    """What the outbox holds, without what seeding the register put there."""
    with database.reading() as session:
        query = select(OutboxEntry).where(
            OutboxEntry.kind == kind, OutboxEntry.type != "catalogue.organisation.changed.v1"
        )
        return list(session.scalars(query.order_by(OutboxEntry.position)))


@pytest.mark.usefixtures("register")
def test_a_submission_is_a_draft_that_names_its_council(
    client: FlaskClient, bearer: Bearer
) -> None:
    answer = client.post(ADDRESS, json=TEXT, headers=bearer(Role.CONTRIBUTOR))
    assert answer.status_code == 201
    body = answer.json
    assert answer.headers["Location"] == f"{ADDRESS}/{body['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (body["state"], body["source"]) == ("draft", "submission")
    assert (body["council"], body["region"]) == ("Southampton City Council", "South East")
    assert body["themes"] == ["air-quality", "volunteering"]
    assert body["url"] == f"/catalogue/innovations/{body['slug']}"
    assert body["slug"].startswith("clean-air-marshals-iz")
    assert sent() == []


def test_an_unknown_organisation_is_kept_as_written(client: FlaskClient, bearer: Bearer) -> None:
    written = TEXT | {"organisation": "Estuary  Festival"}
    body = client.post(ADDRESS, json=written, headers=bearer(Role.CONTRIBUTOR)).json
    assert (body["organisation"], body["organisation_id"]) == ("Estuary Festival", None)


def test_every_fault_of_a_submission_is_named(client: FlaskClient, bearer: Bearer) -> None:
    wrong = {"title": " ", "organisation": "X", "year": 1066, "link": "javascript:alert(1)"}
    answer = client.post(ADDRESS, json=wrong, headers=bearer(Role.CONTRIBUTOR))
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json["errors"]] == ["/summary"]
    wrong["summary"] = "Something"
    answer = client.post(ADDRESS, json=wrong, headers=bearer(Role.CONTRIBUTOR))
    assert {e["pointer"] for e in answer.json["errors"]} == {"/title", "/year", "/link"}


def test_the_same_idempotency_key_makes_one_innovation(client: FlaskClient, bearer: Bearer) -> None:
    headers = bearer(Role.CONTRIBUTOR) | {"Idempotency-Key": "one"}
    first = client.post(ADDRESS, json=TEXT, headers=headers)
    second = client.post(ADDRESS, json=TEXT, headers=headers)
    assert first.json["id"] == second.json["id"]


def test_visitors_see_what_is_public_and_people_their_own_drafts(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    author = uuid.uuid4()
    draft = submit("A draft", person_id=author)
    public = submit("Public", published=True)

    def seen(**headers: Any) -> list[str]:
        return [i["title"] for i in client.get(ADDRESS, **headers).json["items"]]

    assert seen() == ["Public"]
    assert seen(headers=bearer(Role.CONTRIBUTOR)) == ["Public"]
    assert seen(headers=bearer(Role.CONTRIBUTOR, subject=author)) == ["Public", "A draft"]
    assert seen(headers=bearer(Role.REVIEWER)) == ["Public", "A draft"]
    assert client.get(f"{ADDRESS}/{draft.id}").status_code == 404
    assert client.get(f"{ADDRESS}/{public.id}").json["state"] == "published"
    assert client.get(f"{ADDRESS}/{uuid.uuid4()}").status_code == 404


def test_a_list_is_narrowed_and_paged(client: FlaskClient, bearer: Bearer, submit: Submit) -> None:
    made = [submit(f"Number {n}", published=n % 2 == 0) for n in range(5)]
    headers = bearer(Role.REVIEWER)
    first = client.get(f"{ADDRESS}?limit=3", headers=headers).json
    rest = client.get(f"{ADDRESS}?limit=3&cursor={first['next']}", headers=headers).json
    assert [i["id"] for i in first["items"] + rest["items"]] == [str(i.id) for i in made[::-1]]
    assert rest["next"] is None
    drafts = client.get(f"{ADDRESS}?state=draft&source=submission", headers=headers).json["items"]
    assert {i["title"] for i in drafts} == {"Number 1", "Number 3"}
    by_reference = client.get(f"{ADDRESS}?reference={made[2].reference}").json["items"]
    assert [i["title"] for i in by_reference] == ["Number 2"]
    assert client.get(f"{ADDRESS}?organisation_id={uuid.uuid4()}").json["items"] == []
    assert client.get(f"{ADDRESS}?colour=red").status_code == 422


@pytest.mark.usefixtures("register")
def test_publishing_twice_sends_one_message(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    draft = submit(organisation="Braintree DC", themes=("flooding",), year=2023)
    for _ in range(2):
        answer = client.post(f"{ADDRESS}/{draft.id}/publication", headers=bearer(Role.REVIEWER))
        assert (answer.status_code, answer.json["state"]) == (200, "published")
    [message] = sent()
    assert message.type == "catalogue.innovation.published.v1"
    assert (message.subject, message.version) == (str(draft.id), 2)
    assert message.body is not None
    assert message.body["organisation_name"] == "Braintree DC"
    assert message.body["organisation_id"] == str(draft.organisation_id)
    assert message.body["region"] == "East of England"
    assert message.body["url"] == f"/catalogue/innovations/{draft.slug}"
    assert [entry.type for entry in sent("task")] == ["catalogue.index-innovations"]


def test_publishing_what_somebody_changed_meanwhile_is_refused(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    draft = submit()
    headers = bearer(Role.REVIEWER)
    address = f"{ADDRESS}/{draft.id}"
    client.patch(address, json={"title": "Other"}, headers=headers | {"If-Match": '"1"'})
    stale = client.post(f"{address}/publication", headers=headers | {"If-Match": '"1"'})
    assert stale.status_code == 412
    fresh = client.post(f"{address}/publication", headers=headers | {"If-Match": '"2"'})
    assert fresh.status_code == 200
    missing = client.post(f"{ADDRESS}/{uuid.uuid4()}/publication", headers=headers)
    assert missing.status_code == 404


def test_an_edit_of_something_public_is_announced_and_an_edit_to_the_same_is_not(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    public = submit(published=True)
    address = f"{ADDRESS}/{public.id}"
    headers = bearer(Role.REVIEWER)
    edited = client.patch(
        address, json={"title": "New", "year": None}, headers=headers | {"If-Match": '"2"'}
    )
    assert (edited.json["title"], edited.json["slug"]) == ("New", public.slug)
    assert edited.headers["ETag"] == '"3"'
    again = client.patch(address, json={"title": "New"}, headers=headers | {"If-Match": '"3"'})
    assert again.headers["ETag"] == '"3"'
    assert [entry.version for entry in sent()] == [2, 3]
    assert client.patch(address, json={"title": "X"}, headers=headers).status_code == 428


def test_a_contributor_changes_own_drafts_only(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    author = uuid.uuid4()
    draft, public = submit(person_id=author), submit(person_id=author, published=True)
    own = bearer(Role.CONTRIBUTOR, subject=author)

    def patch(innovation: Any, headers: dict[str, str]) -> int:
        match = {"If-Match": f'"{innovation.version}"'}
        body = {"title": "Better"}
        address = f"{ADDRESS}/{innovation.id}"
        return client.patch(address, json=body, headers=headers | match).status_code

    assert patch(draft, own) == 200
    assert patch(public, own) == 403
    assert patch(draft, bearer(Role.CONTRIBUTOR)) == 404
    withdrawal = client.post(f"{ADDRESS}/{public.id}/withdrawal", headers=own)
    assert withdrawal.status_code == 403
    given_up = client.post(f"{ADDRESS}/{draft.id}/withdrawal", headers=own)
    assert given_up.json["state"] == "withdrawn"


def test_of_two_edits_of_one_version_one_is_refused(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    draft = submit()
    headers = bearer(Role.REVIEWER) | {"If-Match": '"1"'}
    app: Flask = client.application
    statuses: list[int] = []
    barrier = threading.Barrier(2)

    def edit(title: str) -> None:
        with app.test_client() as one:
            barrier.wait()
            answer = one.patch(f"{ADDRESS}/{draft.id}", json={"title": title}, headers=headers)
            statuses.append(answer.status_code)

    threads = [threading.Thread(target=edit, args=(f"Title {n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412]


def test_a_withdrawn_innovation_can_come_back(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    public = submit(published=True)
    address = f"{ADDRESS}/{public.id}"
    headers = bearer(Role.REVIEWER)
    for _ in range(2):
        assert client.post(f"{address}/withdrawal", headers=headers).json["state"] == "withdrawn"
    assert client.get(address).status_code == 404
    back = client.post(f"{address}/publication", headers=headers).json
    assert back["state"] == "published"
    assert [entry.type.split(".")[2] for entry in sent()] == ["published", "withdrawn", "published"]
    assert [entry.version for entry in sent()] == [2, 3, 4]


@pytest.mark.usefixtures("register")
def test_a_reviewer_says_which_organisation_is_meant(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    draft = submit(organisation="Citizens UK")
    assert draft.organisation_id is None
    body = add_organisation("Citizens UK", Kind.CHARITY, None, NOW)
    headers = bearer(Role.REVIEWER)
    address = f"{ADDRESS}/{draft.id}"

    def choose(organisation_id: Any, version: int) -> Any:
        match = headers | {"If-Match": f'"{version}"'}
        return client.patch(address, json={"organisation_id": organisation_id}, headers=match)

    assert choose(str(body.id), 1).json["council"] == "Citizens UK"
    renamed = client.patch(
        address, json={"organisation": "LB Hounslow"}, headers=headers | {"If-Match": '"2"'}
    ).json
    assert renamed["council"] == "London Borough of Hounslow"
    assert choose(None, 3).json["organisation_id"] is None
    refused = choose(str(uuid.uuid4()), 4)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/organisation_id"


@pytest.mark.usefixtures("register")
def test_the_index_is_told_of_public_changes_with_every_name_of_the_organisation(
    submit: Submit,
) -> None:
    submit("Never public")
    old = submit("Old", organisation="Taunton Deane Borough Council", published=True)
    other = submit("Other", organisation="Langport Town Council", published=True)
    with database.transaction() as session:
        changes = list_changes(session, 10)
        assert [change.innovation_id for change in changes] == [old.id, other.id]
        forget_changes(session, [changes[0].position])
    with database.reading() as session:
        assert [c.innovation_id for c in list_changes(session, 10)] == [other.id]
        [document] = get_documents(session, [old.id])
        assert document.council == "Taunton Deane Borough Council"
        assert document.successor_names == ("Somerset Council",)
        assert "Somerset West and Taunton" in " ".join(document.organisation_names)
        assert (document.organisation_kind, document.region) == ("district", "South West")
        every = list_documents(session, None, 1)
        every += list_documents(session, every[0].id, 1)
        assert [d.id for d in every] == [old.id, other.id]
        assert (every[1].organisation_kind, every[1].council) == ("parish", None)
        assert list_documents(session, other.id, 1) == []
