"""Who takes the seats of a place, as a council writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.refusals import Invalid

_LONGEST = 150
_ADDRESS = re.compile(r"[^@\s|]+@[^@\s|]+\.[^@\s|]+")


@dataclass(frozen=True)
class Person:
    """Somebody who takes a seat; the address may be empty."""

    name: str
    role: str
    email: str


def read_people(text: str, seats: int) -> list[Person]:
    """Return people written one on each line: name | role | email. Raises Invalid."""
    people: list[Person] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not any(cells):
            continue
        name, role, email = (*cells, "", "")[:3]
        if not name or max(len(name), len(role)) > _LONGEST:
            raise Invalid(f"“{line.strip()}” lacks a name", pointer="/people")
        if email and not _ADDRESS.fullmatch(email):
            raise Invalid(f"“{email}” is not an email address", pointer="/people")
        people.append(Person(name, role, email))
    if not people:
        raise Invalid("Enter who will take part", pointer="/people")
    if len(people) > seats:
        raise Invalid(f"You entered {len(people)} people and have {seats} seats", pointer="/people")
    return people
