"""What other services tell is followed in any order."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from flask.testing import FlaskClient

from services.notifications.campaigns.actions import follow_innovation, forget_innovation
from services.notifications.campaigns.queries import find_innovation
from services.notifications.contacts.actions import match_contacts, record_person
from services.notifications.contacts.queries import find_contacts, get_contact
from services.notifications.database import database
from tests.notifications.conftest import World, bring_in

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_an_innovation_ends_at_its_newest_version_in_any_order(
    world: World, order: tuple[int, ...]
) -> None:
    innovation_id = uuid.uuid4()

    def tell(version: int) -> None:
        if version == 2:
            with database.transaction() as session:
                forget_innovation(session, innovation_id, 2)
        else:
            world.innovation(
                "Surrey County Council", f"v{version}", innovation_id=innovation_id, version=version
            )

    for version in order:
        tell(version)
        tell(version)
    with database.reading() as session:
        innovation = find_innovation(session, innovation_id)
        assert innovation is not None
        assert innovation.title == "v3"


def test_a_withdrawal_that_overtakes_its_publication_holds(world: World) -> None:
    innovation_id = uuid.uuid4()
    with database.transaction() as session:
        forget_innovation(session, innovation_id, 2)
        follow_innovation(
            session,
            {
                "innovation_id": innovation_id, "title": "t", "summary": "", "organisation_id": None,
                "organisation_name": "x", "themes": ["a"], "year": None, "url": "",
            },
            1,
        )  # fmt: skip
    with database.reading() as session:
        assert find_innovation(session, innovation_id) is None


def test_a_person_whose_address_we_have_keeps_the_contact(world: World) -> None:
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    person_id = uuid.uuid4()
    data = {
        "person_id": person_id,
        "name": "Joanna",
        "email": "JO@surrey.example",
        "organisation_id": None,
        "organisation_name": "Surrey",
    }
    with database.transaction() as session:
        contact_id = record_person(session, data, 1, "a secret of the tests", NOW)
        assert record_person(session, data, 1, "a secret of the tests", NOW) == contact_id
    assert contact_id != person_id
    with database.reading() as session:
        assert get_contact(session, contact_id).name == "Jo"
    data |= {"person_id": uuid.uuid4(), "email": "new@surrey.example"}
    with database.transaction() as session:
        assert record_person(session, data, 1, "a secret of the tests", NOW) == data["person_id"]


def test_contacts_that_came_before_the_register_find_their_council_batch_by_batch(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.contacts.actions.matching._BATCH", 2)
    names = ["Surrey CC", "Nobody Knows Ltd", "Surrey CC", "Kent CC", "Nobody Else Ltd"]
    bring_in(
        [
            {
                "email": f"p{n}@b.example",
                "name": "",
                "organisation": name,
                "roles": "",
                "consents": "",
            }
            for n, name in enumerate(names)
        ]
    )
    assert match_contacts() == 0
    World(client)
    with database.transaction() as session:
        held = find_contacts(session, ["p0@b.example"], lock=True)["p0@b.example"]
        assert (
            match_contacts() == 2
        )  # somebody is at work on the first: it is left for the next turn
        assert held.organisation_id is None
    assert match_contacts() == 1
    assert match_contacts() == 0
