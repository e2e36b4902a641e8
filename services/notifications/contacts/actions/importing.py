"""Brings in a spreadsheet of contacts: one mailbox a row, councils found by their names as written."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.notifications.contacts.actions.consenting import give_consents
from services.notifications.contacts.actions.matching import find_organisation
from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import find_consents, find_contacts, get_matcher
from services.notifications.contacts.rules import (
    address_mark,
    mailbox_of,
    normalised_address,
    one_line,
    purposes_of,
    roles_of,
)
from shared.auth.tokens import Role
from shared.db import new_id
from shared.imports import Fault, ImportOptions, Outcome, Row
from shared.refusals import Invalid

_BATCH = 500


@dataclass(frozen=True)
class _Person:
    """One row that can be kept."""

    row: Row
    email: str
    name: str
    organisation: str
    roles: list[str]
    consents: Sequence[str]


@dataclass(frozen=True)
class ContactsImporter:
    """The kind of file `contacts`. An empty cell leaves what we know; consents are only added."""

    address_key: Callable[[], str]
    kind: str = "contacts"
    required: tuple[str, ...] = ("email", "organisation")
    optional: tuple[str, ...] = ("name", "roles", "consents")
    roles: frozenset[Role] = frozenset({Role.ORGANISER})

    def run(
        self, session: Session, rows: Sequence[Row], options: ImportOptions
    ) -> Iterator[tuple[Row, Outcome]]:
        """Bring the rows in, some hundreds at a time."""
        keeper = _Keeper(session, self.address_key(), options.actor_id)
        seen: dict[str, int] = {}
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            people = []
            for row in batch:
                person = _read(row, seen)
                if isinstance(person, Outcome):
                    yield row, person
                else:
                    people.append(person)
            yield from keeper.keep(people)


class _Keeper:
    """Writes people batch by batch, in a handful of statements each."""

    def __init__(self, session: Session, address_key: str, actor_id: uuid.UUID) -> None:
        self._session = session
        self._address_key = address_key
        self._source = f"import by {actor_id}"
        self._now = dt.datetime.now(dt.UTC)
        matcher, others = get_matcher(session)
        self._organisation_of = cache(lambda name: find_organisation(name, matcher, others))

    def keep(self, people: Sequence[_Person]) -> Iterator[tuple[Row, Outcome]]:
        known = find_contacts(self._session, [p.email for p in people], lock=True)
        consents = find_consents(self._session, [c.id for c in known.values()])
        consented: list[tuple[uuid.UUID, str]] = []
        for person in people:
            contact = known.get(person.email)
            notes: tuple[Fault, ...] = ()
            organisation_id = contact.organisation_id if contact else None
            if contact is None or contact.organisation_name != person.organisation:
                organisation_id, notes = self._organisation_of(person.organisation)
            if contact is None:
                contact = self._new(person)
                self._session.add(contact)
                state = "created"
            else:
                state = "unchanged"
            changed = self._update(contact, person, organisation_id)
            new = [p for p in person.consents if p not in consents.get(contact.id, [])]
            consented += [(contact.id, purpose) for purpose in new]
            if state == "unchanged" and (changed or new):
                state = "updated"
            yield person.row, Outcome(state, notes=notes)  # type: ignore[arg-type]
        self._session.flush()
        give_consents(self._session, consented, source=self._source, now=self._now)
        self._session.execute(
            update(Contact)
            .where(Contact.id.in_([contact.id for contact in known.values()]))
            .values(active_at=self._now)
        )

    def _new(self, person: _Person) -> Contact:
        return Contact(
            id=new_id(),
            email=person.email,
            mailbox=mailbox_of(person.email),
            mark=address_mark(self._address_key, person.email),
            name="",
            organisation_name="",
            roles=[],
            version=1,
            address_since=self._now,
            created_at=self._now,
            updated_at=self._now,
            active_at=self._now,
        )

    def _update(self, contact: Contact, person: _Person, organisation_id: uuid.UUID | None) -> bool:
        facts = {
            "name": person.name or contact.name,
            "organisation_name": person.organisation,
            "organisation_id": organisation_id,
            "roles": person.roles or contact.roles,
        }
        changed = any(getattr(contact, name) != value for name, value in facts.items())
        if changed:
            for name, value in facts.items():
                setattr(contact, name, value)
            contact.updated_at = self._now
            contact.version += 1
        return changed


def _read(row: Row, seen: dict[str, int]) -> _Person | Outcome:
    """Return the person of a row, or why it is rejected."""
    try:
        email = normalised_address(row.values["email"])
        person = _Person(
            row=row,
            email=email,
            name=one_line(row.values["name"], "name", "/name"),
            organisation=_organisation(row.values["organisation"]),
            roles=roles_of(row.values["roles"].split(";")),
            consents=purposes_of(_words(row.values["consents"].lower())),
        )
    except Invalid as fault:
        field = (fault.pointer or "/").removeprefix("/")
        return Outcome("rejected", (Fault(field, fault.message),))
    if email in seen:
        message = f"This address is in row {seen[email]} already. Put what is known into one row."
        return Outcome("rejected", (Fault("email", message),))
    seen[email] = row.number
    return person


def _organisation(text: str) -> str:
    name = one_line(text, "organisation", "/organisation")
    if not name:
        raise Invalid("Enter the organisation.", pointer="/organisation")
    return name


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip()]
