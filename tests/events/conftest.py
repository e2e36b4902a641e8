"""Fixtures of the events service's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from services.events.database import database
from tests.conftest import make_client


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> Iterator[FlaskClient]:
    """A client of the events app on a fresh database."""
    yield make_client("events", service_environment)
    database.dispose()
