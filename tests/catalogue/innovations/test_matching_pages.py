"""Organisations as written that are in no register: listed, matched and added."""

from __future__ import annotations

import html
import uuid

import pytest
from flask.testing import FlaskClient

from services.catalogue.organisations.actions import add_organisation
from shared.auth.tokens import Role
from shared.register import Kind
from tests.catalogue.conftest import NOW, Submit
from tests.catalogue.innovations.reading import Bearer, council, every, text_of


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
