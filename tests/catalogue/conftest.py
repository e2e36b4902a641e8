"""Fixtures of the catalogue service's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from services.catalogue.database import database
from tests.conftest import make_client


@pytest.fixture
def client(service_environment: Callable[[str], dict[str, str]]) -> Iterator[FlaskClient]:
    """A client of the catalogue app on a fresh database."""
    yield make_client("catalogue", service_environment)
    database.dispose()
