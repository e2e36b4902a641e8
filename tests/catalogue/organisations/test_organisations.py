"""Organisations: the register seeded and followed, and bodies added beside it."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import select

from services.catalogue.cli import commands
from services.catalogue.database import database
from services.catalogue.organisations.actions import add_organisation, seed_register
from services.catalogue.organisations.queries import get_bodies
from services.catalogue.organisations.rules import OrganisationExists
from shared.auth.tokens import Role
from shared.bus.models import OutboxEntry
from shared.register import Kind, load_register
from tests.catalogue.conftest import NOW
from tests.catalogue.importing import counts, import_file

Bearer = Callable[..., dict[str, str]]
ADDRESS = "/catalogue/api/organisations"
COLUMNS = "code,official_name,nice_name,type,region,start_date,end_date,replaced_by,current"


def messages() -> list[OutboxEntry]:
    """The messages about organisations."""
    with database.reading() as session:
        query = select(OutboxEntry).where(OutboxEntry.type == "catalogue.organisation.changed.v1")
        return list(session.scalars(query.order_by(OutboxEntry.position)))


def one(name: str, client: FlaskClient) -> dict[str, Any]:
    """An organisation by the beginning of its name."""
    found: dict[str, Any] = client.get(f"{ADDRESS}?q={name}").json["items"][0]
    return found


def test_seeding_announces_every_council_once(client: FlaskClient) -> None:
    councils = load_register().councils
    assert seed_register(NOW) == len(councils)
    assert seed_register(NOW) == 0
    sent = messages()
    assert {entry.subject for entry in sent} == {str(council.id) for council in councils}
    assert len(sent) == len(councils)
    assert {entry.version for entry in sent} == {1}


def test_seeding_leaves_what_an_import_changed(client: FlaskClient, bearer: Bearer) -> None:
    seed_register(NOW)
    row = "ADU,Adur District Council,Adur,NMD,South East,,2027-04-01,,True"
    body = import_file(client, bearer(Role.OPERATOR), "register", f"{COLUMNS}\n{row}\n")
    assert counts(body) == {"updated": 1}
    seed_register(NOW)
    adur = one("adur", client)
    assert (adur["ended_on"], adur["version"]) == ("2027-04-01", 2)
    assert [entry.version for entry in messages() if entry.subject == adur["id"]] == [1, 2]


def test_a_register_of_a_few_rows_knows_the_others(client: FlaskClient, bearer: Bearer) -> None:
    seed_register(NOW)
    rows = (
        "XYZ,New Place Council,New Place,UA,South East,2028-04-01,,,True",
        "XYZ,Twice Council,Twice,UA,South East,2028-04-01,,,True",
        "ARU,Arun District Council,Arun,NMD,South East,,2028-04-01,XYZ,False",
        "ADU,Adur District Council,Adur,NMD,South East,,2028-04-01,CBD,False",
        "QQQ,Odd Council,Odd,NOPE,South East,,,,True",
        "RRR,Lost Council,Lost,UA,South East,2001-04-01,2028-04-01,ZZZ,False",
    )
    body = import_file(client, bearer(Role.OPERATOR), "register", "\n".join((COLUMNS, *rows)))
    assert counts(body) == {"created": 2, "updated": 2, "rejected": 2}
    assert [(e["row"], e["field"]) for e in body["errors"]] == [(3, "code"), (6, "type")]
    assert [(n["row"], n["field"]) for n in body["notes"]] == [(7, "replaced_by")]
    assert one("arun", client)["successor_ids"] == [one("new place", client)["id"]]
    assert one("adur", client)["successor_ids"] == [one("cumberland", client)["id"]]


def test_a_file_of_another_kind_is_no_register(client: FlaskClient, bearer: Bearer) -> None:
    body = import_file(client, bearer(Role.REVIEWER), "register", "title,organisation\na,b\n")
    assert body["state"] == "failed"
    assert "code" in body["errors"][0]["message"]
    assert messages() == []


@pytest.mark.usefixtures("register")
def test_organisations_are_listed_by_name(client: FlaskClient) -> None:
    first = client.get(f"{ADDRESS}?limit=2&kind=london_borough").json
    names = [o["name"] for o in first["items"]]
    rest = client.get(f"{ADDRESS}?limit=100&kind=london_borough&cursor={first['next']}").json
    names += [o["name"] for o in rest["items"]]
    assert len(names) == 32
    assert len(set(names)) == 32
    found = client.get(f"{ADDRESS}?q=SOMER&region=South West").json["items"]
    assert {o["name"] for o in found} == {
        "Somerset Council",
        "Somerset County Council",
        "Somerset West and Taunton Council",
    }
    assert client.get(f"{ADDRESS}?q=%25").json["items"] == []
    assert client.get(f"{ADDRESS}/{found[0]['id']}").json == found[0]
    assert client.get(f"{ADDRESS}/{NOW.date():0>8}").status_code == 404
    assert client.get(f"{ADDRESS}/00000000-0000-0000-0000-000000000000").status_code == 404
    assert client.get(f"{ADDRESS}?kind=club").status_code == 422


def test_a_reviewer_adds_a_body_once(client: FlaskClient, bearer: Bearer) -> None:
    headers = bearer(Role.REVIEWER)
    body = {"name": "Citizens UK", "kind": "charity", "region": None}
    made = client.post(ADDRESS, json=body, headers=headers)
    assert made.status_code == 201
    assert client.get(made.headers["Location"]).json["name"] == "Citizens UK"
    again = client.post(ADDRESS, json=body | {"name": "CITIZENS  UK"}, headers=headers)
    assert again.status_code == 409
    council = client.post(ADDRESS, json=body | {"kind": "county"}, headers=headers)
    assert council.status_code == 422
    assert client.post(ADDRESS, json=body, headers=bearer(Role.CONTRIBUTOR)).status_code == 403
    assert len(messages()) == 1


def test_two_who_add_one_body_at_once_add_it_once(client: FlaskClient) -> None:
    results: list[str] = []
    barrier = threading.Barrier(4)

    def add() -> None:
        barrier.wait()
        try:
            add_organisation("Estuary Festival", Kind.CHARITY, None, NOW)
            results.append("added")
        except OrganisationExists:
            results.append("exists")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["added", "exists", "exists", "exists"]


@pytest.mark.usefixtures("register")
def test_an_added_body_is_matched_in_full_and_councils_as_people_write_them(
    client: FlaskClient,
) -> None:
    with database.reading() as session:
        assert get_bodies(session).match("Citizens UK").council is None
    added = add_organisation("Citizens UK", Kind.CHARITY, None, NOW)
    with database.reading() as session:
        bodies = get_bodies(session)
        assert bodies is get_bodies(session)
        found = bodies.match("citizens  uk").council
        hull = bodies.match("Hull CC").council
    assert found is not None
    assert found.id == added.id
    assert hull is not None
    assert hull.name == "Hull City Council"


def test_the_command_seeds_and_follows_the_register(
    service_environment: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    service_environment("catalogue")
    file = tmp_path / "register.csv"
    out = io.StringIO()
    csv.writer(out).writerows(
        [COLUMNS.split(","), ["X1", "X Council", "X", "UA", "London", "2020-04-01", "", "Q", ""]]
    )
    file.write_text(out.getvalue())

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(commands, ["register", *arguments])
        database.dispose()
        return result

    assert "380 councils added" in run("seed").output
    assert "there already" in run("seed").output
    checked = run("import", str(file), "--dry-run")
    assert "1 rows: 1 created" in checked.output
    assert "successor Q is not in the file" in checked.output
    assert "1 created" in run("import", str(file)).output
    file.write_text("nonsense")
    refused = run("import", str(file))
    assert refused.exit_code == 1
    assert "Nothing was imported" in refused.output
    assert len(messages()) == 381
    database.dispose()
