"""Finds the organisation that a name means, with its region and its kind."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from services.events.organisations.queries import get_directory
from services.events.organisations.rules import Directory
from services.events.proposals.rules import OrganisationKind, kind_from_register
from shared.register import Kind, kind_of, load_register


@dataclass(frozen=True)
class Body:
    """What we know of an organisation by its name; `note` where a person should look."""

    id: uuid.UUID | None
    region: str
    kind: OrganisationKind
    note: str = ""


@dataclass(frozen=True)
class Bodies:
    """Every organisation we can tell by its name or id."""

    directory: Directory

    def find(self, name: str) -> Body:
        """Return whom a name means; without an id where nobody is meant."""
        meant = self.directory.find(name)
        note = meant.note if self.kind_of(meant.organisation_id, name) == _COUNCIL else ""
        region = self.region_of(meant.organisation_id)
        return Body(meant.organisation_id, region, self.kind_of(meant.organisation_id, name), note)

    def region_of(self, organisation_id: uuid.UUID | None) -> str:
        """Return the region of a council by its id, "" of any other body."""
        known = self.directory.register.by_id
        council = known.get(organisation_id) if organisation_id else None
        return (council.region or "") if council else ""

    def kind_of(self, organisation_id: uuid.UUID | None, name: str) -> OrganisationKind:
        """Return the kind of an organisation by its id where that is a council's, else by its name."""
        known = self.directory.register.by_id
        council = known.get(organisation_id) if organisation_id else None
        kind: Kind | None = council.kind if council else kind_of(name)
        if kind is None and "council" in name.casefold():
            return _COUNCIL
        return kind_from_register(kind)


_COUNCIL = OrganisationKind.COUNCIL


def get_bodies(session: Session) -> Bodies:
    """Return the organisations the catalogue told us of; before it did, the register we ship."""
    told = get_directory(session)
    return Bodies(told if told.register.councils else _shipped())


@cache
def _shipped() -> Directory:
    return Directory(load_register())
