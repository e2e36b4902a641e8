"""Contacts come from spreadsheets as people write them; whatever is wrong is said row by row."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable

from flask.testing import FlaskClient

from services.notifications.contacts.actions import IMPORTERS, refuse_mail
from services.notifications.contacts.queries import find_consents, find_contacts
from services.notifications.contacts.rules import Purpose
from services.notifications.database import database
from shared.auth.tokens import Role
from shared.imports import run_import
from tests.notifications.conftest import World, bring_in

Headers = dict[str, str]
FILE = """email,name,organisation,roles,consents
Jo@Kingston.example,Jo Doe,Kingston-upon-Thames RBC,lead;deputy,invitations;alerts
JO@kingston.example,Jo Again,Kingston-upon-Thames RBC,,invitations
not an address,X,Surrey CC,,
a@b.example,"Two
lines",Surrey CC,,
c@d.example,C,Surrey CC,,newsletters
e@f.example,E,Nowhere in Particular Ltd,,bulletins
g@h.example,G,,,
"""


def upload(client: FlaskClient, headers: Headers, text: str, **form: str) -> str:
    data = {"kind": "contacts", "file": (io.BytesIO(text.encode()), "people.csv")} | form
    answer = client.post("/notifications/api/imports", data=data, headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json["id"])


def done(client: FlaskClient, headers: Headers, import_id: str) -> dict[str, object]:
    run_import(database, IMPORTERS, uuid.UUID(import_id))
    return dict(client.get(f"/notifications/api/imports/{import_id}", headers=headers).json)


def test_each_row_is_kept_or_rejected_with_its_reason_and_twice_changes_nothing(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    report = done(client, organiser, upload(client, organiser, FILE))
    assert (report["state"], report["rows"], report["created"]) == ("done", 7, 2)
    assert report["rejected"] == 5
    faults = {(fault["row"], fault["field"]) for fault in report["errors"]}  # type: ignore[attr-defined]
    assert faults == {
        (3, "email"), (4, "email"), (5, "name"), (6, "consents"), (8, "organisation")
    }  # fmt: skip
    (note,) = report["notes"]  # type: ignore[misc]
    assert note["row"] == 7

    with database.reading() as session:
        jo = find_contacts(session, ["jo@kingston.example"])["jo@kingston.example"]
        assert jo.organisation_id == world.council("Royal Borough of Kingston upon Thames")
        assert jo.roles == ["lead", "deputy"]
        assert find_consents(session, [jo.id])[jo.id] == ["alerts", "invitations"]

    again = done(client, organiser, upload(client, organiser, FILE))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_a_check_leaves_nothing_behind(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    report = done(client, organiser, upload(client, organiser, FILE, dry_run="true"))
    assert report["created"] == 2
    with database.reading() as session:
        assert find_contacts(session, ["jo@kingston.example"]) == {}


def test_a_changed_row_updates_and_an_empty_cell_keeps_what_is_known(world: World) -> None:
    first = {"email": "a@b.example", "name": "Ann", "organisation": "Surrey CC", "roles": "lead"}
    bring_in([first | {"consents": "invitations"}])
    (outcome,) = bring_in([first | {"name": "", "roles": "", "consents": ""}])
    assert outcome.state == "unchanged"
    (outcome,) = bring_in([first | {"name": "Anna", "consents": ""}])
    assert outcome.state == "updated"
    (outcome,) = bring_in([first | {"name": "Anna", "consents": "bulletins"}])
    assert outcome.state == "updated"


def test_who_refused_stays_out_when_imported_again(world: World) -> None:
    rows = [("a@b.example", "Ann", "Surrey CC", "invitations")]
    world.contacts(*rows)
    with database.transaction() as session:
        contact = find_contacts(session, ["a@b.example"])["a@b.example"]
        refuse_mail(
            session, contact.id, purpose=Purpose.INVITATIONS, reason="test", now=contact.created_at
        )
    world.contacts(*rows)
    from services.notifications.contacts.queries import find_mailboxes

    with database.reading() as session:
        assert find_mailboxes(session, [contact.id], Purpose.INVITATIONS) == {}


def test_only_organisers_import_and_list_contacts(
    client: FlaskClient, bearer: Callable[..., Headers]
) -> None:
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.BOARD):
        assert client.get("/notifications/api/contacts", headers=bearer(role)).status_code == 403
    headers = bearer(Role.ORGANISER)
    assert client.get("/notifications/api/contacts", headers=headers).json["items"] == []
