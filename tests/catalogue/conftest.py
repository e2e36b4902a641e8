"""Fixtures of the catalogue service's tests."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.catalogue.database import database
from services.catalogue.innovations.actions import publish_innovations, submit_innovation
from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import InnovationText
from services.catalogue.organisations.actions import seed_register
from services.catalogue.search.actions import index_changes, rebuild_index
from services.catalogue.search.queries import knowledge
from services.catalogue.settings import read_settings
from tests.conftest import make_client

NOW = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
Submit = Callable[..., Innovation]


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> Iterator[FlaskClient]:
    """A client of the catalogue app on a fresh database."""
    knowledge._current._look_at = float("-inf")  # what the last test's database held is no more
    yield make_client("catalogue", service_environment)
    database.dispose()


@pytest.fixture
def register(client: FlaskClient) -> None:
    """The shipped register in the database."""
    seed_register(NOW)


@pytest.fixture
def submit(client: FlaskClient) -> Submit:
    """Return a function that submits an innovation, and publishes it with `published=True`."""

    def make(
        title: str = "Rain gardens on every street",
        *,
        organisation: str = "Essex County Council",
        published: bool = False,
        person_id: uuid.UUID | None = None,
        **text: Any,
    ) -> Innovation:
        summary = text.pop("summary", "Rain gardens take the water of sudden storms.")
        innovation = submit_innovation(
            InnovationText(title, summary, organisation, **text),
            submission_id=uuid.uuid4(),
            person_id=person_id or uuid.uuid4(),
            now=NOW,
        )
        if published:
            [innovation] = publish_innovations({innovation.id: None}, NOW)
        return innovation

    return make


@pytest.fixture
def index_dir(client: FlaskClient) -> Path:
    """The folder of an empty live index."""
    folder = read_settings().index_dir
    rebuild_index(folder)
    return folder


@pytest.fixture
def drain(index_dir: Path) -> Callable[[], int]:
    """Return a function that takes changes in, as the worker's task does."""
    return lambda: index_changes(index_dir)
