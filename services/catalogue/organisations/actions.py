"""What is done with organisations: seeding, adding, and following the published register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from services.catalogue.database import database
from services.catalogue.organisations.models import Organisation
from services.catalogue.organisations.queries import find_organisations
from services.catalogue.organisations.rules import OrganisationExists
from shared.bus import publish
from shared.contracts.catalogue import OrganisationChanged
from shared.register import Council, Kind, council_id, load_register, plain

_FACTS = (
    "key",
    "name",
    "short_name",
    "kind",
    "region",
    "other_names",
    "started_on",
    "ended_on",
    "successor_ids",
    "codes",
    "mail_domains",
)
_LISTS = {"other_names", "successor_ids", "codes", "mail_domains"}


def seed_register(now: dt.datetime) -> int:
    """Add the councils of the shipped register that are missing; returns how many.

    What is there stays: an imported register may be newer than the shipped one.
    """
    councils = load_register().councils
    with database.transaction() as session:
        known = find_organisations(session, (council.id for council in councils))
        missing = [council for council in councils if council.id not in known]
        keep_councils(session, missing, now)
    return len(missing)


def add_organisation(name: str, kind: Kind, region: str | None, now: dt.datetime) -> Organisation:
    """Add a body that is not in the register. Raises OrganisationExists."""
    key = f"{kind}/{plain(name)}"
    body = Council(council_id(key, None), key, name, name, kind, region)
    with database.transaction() as session:
        if keep_councils(session, [body], now) != ["created"]:
            raise OrganisationExists(name)
        return find_organisations(session, [body.id])[body.id]


def keep_councils(session: Session, councils: Sequence[Council], now: dt.datetime) -> list[str]:
    """Bring organisations to what is given; returns "created", "updated" or "unchanged" for each."""
    known = find_organisations(session, (council.id for council in councils), lock=True)
    states: list[str] = []
    changed: list[Organisation] = []
    for council in councils:
        facts = _facts(council)
        row = known.get(council.id)
        if row is None:
            row = Organisation(id=council.id, version=1, created_at=now, updated_at=now, **facts)
            session.add(row)
            states.append("created")
        elif any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            row.version += 1
            row.updated_at = now
            states.append("updated")
        else:
            states.append("unchanged")
            continue
        changed.append(row)
    session.flush()
    _announce(session, changed)
    return states


def _facts(council: Council) -> dict[str, object]:
    facts = {name: getattr(council, name) for name in _FACTS}
    return facts | {name: list(facts[name]) for name in _LISTS} | {"kind": council.kind.value}


def _announce(session: Session, organisations: Iterable[Organisation]) -> None:
    for row in organisations:
        data = {
            "organisation_id": row.id,
            "name": row.name,
            "other_names": row.other_names,
            "kind": row.kind,
            "region": row.region,
            "started_on": row.started_on,
            "ended_on": row.ended_on,
            "successor_ids": row.successor_ids,
            "mail_domains": row.mail_domains,
        }
        publish(session, OrganisationChanged, row.id, version=row.version, data=data)
