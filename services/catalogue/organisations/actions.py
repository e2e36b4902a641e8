"""What is done with organisations: seeding, adding, and following the published register."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.catalogue.database import database
from services.catalogue.organisations.models import Organisation
from services.catalogue.organisations.queries import find_organisations, get_bodies
from services.catalogue.organisations.rules import OrganisationExists
from shared.auth.tokens import Role
from shared.bus import publish
from shared.contracts.catalogue import OrganisationChanged
from shared.imports import Fault, ImportOptions, Outcome, Row
from shared.register import (
    COUNCIL_KINDS,
    REQUIRED_COLUMNS,
    Council,
    Kind,
    ParsedRegister,
    council_id,
    load_register,
    parse_rows,
    plain,
)

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
State = Literal["created", "updated", "unchanged"]
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
    try:
        with database.transaction() as session:
            if keep_councils(session, [body], now) != ["created"]:
                raise OrganisationExists(name)
            return find_organisations(session, [body.id])[body.id]
    except IntegrityError as error:  # somebody else added it in the same moment
        raise OrganisationExists(name) from error


class RegisterImporter:
    """Follows the published register; councils that are not in the file stay as they are."""

    kind = "register"
    required = REQUIRED_COLUMNS
    optional = (
        *("gss", "former_gss", "nice_name", "alt_names"),
        *("replaced_by", "current", "domain"),
    )
    roles = frozenset({Role.REVIEWER})

    def run(
        self,
        session: Session,
        rows: Sequence[Row],
        options: ImportOptions,  # noqa: ARG002
    ) -> Iterator[tuple[Row, Outcome]]:
        """Bring the rows in, in the transaction that is open."""
        known = get_bodies(session).register.councils
        parsed = parse_rows(
            ((row.number, row.values) for row in rows),
            (council for council in known if council.kind in COUNCIL_KINDS),
        )
        states = keep_councils(session, parsed.councils, dt.datetime.now(dt.UTC))
        return _outcomes(rows, parsed, states)


def _outcomes(
    rows: Sequence[Row], parsed: ParsedRegister, states: Sequence[State]
) -> Iterator[tuple[Row, Outcome]]:
    by_code = {c.key: state for c, state in zip(parsed.councils, states, strict=True)}
    said: dict[int, list[Fault]] = defaultdict(list)
    for fault in parsed.faults:
        said[fault.row].append(Fault(fault.field, fault.message))
    rejected = {fault.row for fault in parsed.faults if fault.rejected}
    for row in rows:
        notes = tuple(said[row.number])
        if row.number in rejected:
            yield row, Outcome("rejected", notes)
        else:
            yield row, Outcome(by_code[" ".join(row.values["code"].split())], (), notes)


def keep_councils(session: Session, councils: Sequence[Council], now: dt.datetime) -> list[State]:
    """Bring organisations to what is given, and return what became of each."""
    known = find_organisations(session, (council.id for council in councils), lock=True)
    states: list[State] = []
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
