"""Our copy of the register follows the catalogue in any order, and finds who is meant."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from services.events.database import database
from services.events.organisations.queries import (
    find_organisations,
    get_directory,
    list_council_names,
)
from shared.contracts.message import Message
from shared.register import load_register
from tests.events.organisations.telling import organisation_message, tell_councils

Receive = Callable[[Message], None]


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_an_organisation_ends_at_its_newest_version_in_any_order(
    receive: Receive, order: tuple[int, ...]
) -> None:
    trust = uuid.uuid4()
    for version in order:
        message = organisation_message(
            version, organisation_id=str(trust), name=f"Trust {version}", kind="charity"
        )
        receive(message)
        receive(message)
    with database.reading() as session:
        assert find_organisations(session, [trust, None])[trust].name == "Trust 3"
        assert get_directory(session).find(" trust  3 ").organisation_id == trust


def test_a_council_is_found_by_the_names_people_write(client: FlaskClient) -> None:
    tell_councils()
    with database.reading() as session:
        directory = get_directory(session)
        names = list_council_names(session)
    leeds = directory.find("Leeds City Council")
    register = load_register()
    assert leeds.organisation_id is not None
    assert register.by_id[leeds.organisation_id].name == "Leeds City Council"
    assert leeds.note == ""
    unknown = directory.find("Atlantis Assembly")
    assert unknown.organisation_id is None
    assert "kept as written" in unknown.note
    assert "Leeds City Council" in names
    assert names == sorted(names)


def test_a_name_that_several_councils_share_is_left_open(client: FlaskClient) -> None:
    tell_councils()
    with database.reading() as session:
        meant = get_directory(session).find("Newcastle")
    assert meant.organisation_id is None
    assert "could be several" in meant.note


def test_a_slip_of_the_pen_is_understood_and_noted(client: FlaskClient) -> None:
    tell_councils()
    with database.reading() as session:
        meant = get_directory(session).find("Gloucestershre County Council")
    assert meant.organisation_id is not None
    assert "Check it" in meant.note


def test_an_abolished_council_leads_to_its_successor(client: FlaskClient) -> None:
    tell_councils()
    with database.reading() as session:
        directory = get_directory(session)
    taunton = directory.find("Taunton Deane Borough Council").organisation_id
    assert taunton is not None
    successors = directory.register.successors_of(taunton)
    assert [council.name for council in successors] == ["Somerset Council"]
