"""What tests of innovations' pages read and type."""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from services.catalogue.database import database
from services.catalogue.innovations.models import Innovation
from services.catalogue.organisations.queries import get_bodies

Bearer = Callable[..., dict[str, str]]
FORM = {
    "title": "Clean Air Marshals",
    "organisation": "Southampton City Council",
    "summary": "Volunteers asked.\n\nDrivers switched off.",
    "themes": "Air quality, volunteering",
    "year": "2018",
    "region": "",
    "link": "https://www.example.gov.uk/marshals",
}


def every() -> list[Innovation]:
    """All innovations, the oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(Innovation).order_by(Innovation.id)))


def council(name: str) -> uuid.UUID:
    """The id of a council by its official name."""
    with database.reading() as session:
        [found] = [c.id for c in get_bodies(session).register.councils if c.name == name]
    return found


def text_of(client: FlaskClient, address: str, status: int = 200, **options: object) -> str:
    """A page as a person reads it."""
    answer = client.get(address, **options)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text)
