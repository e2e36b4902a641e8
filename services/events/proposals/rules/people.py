"""Who would be on stage, in which role, and when they can be there."""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from shared.refusals import Invalid

LONDON = ZoneInfo("Europe/London")
MAX_PEOPLE = 20
MAX_WINDOWS = 50
_WINDOW = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}) ?[-\u2013] ?(\d{1,2}:\d{2})")


class PersonRole(enum.StrEnum):
    """What a person does in a session."""

    CHAIR = "chair"
    PANELLIST = "panellist"
    PRESENTER = "presenter"
    FACILITATOR = "facilitator"


@dataclass(frozen=True)
class Window:
    """A time when people can be there, in UTC."""

    starts: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True)
class Person:
    """Somebody in a role; no windows: can always be there."""

    name: str
    role: PersonRole = PersonRole.PRESENTER
    person_id: uuid.UUID | None = None
    available: tuple[Window, ...] = ()


def person_key(name: str) -> str:
    """Return what two spellings of one person's name share: no titles, accents, capitals, blanks."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    while len(words) > 1 and words[0] in {"cllr", "councillor", "dr", "prof", "mr", "mrs", "ms"}:
        words = words[1:]
    return " ".join(words) or name.strip().casefold()


def people_of(kept: Sequence[dict[str, Any]]) -> list[Person]:
    """Return the people a proposal or session keeps as JSON."""
    return [
        Person(
            name=values["name"],
            role=PersonRole(values["role"]),
            person_id=uuid.UUID(values["person_id"]) if values.get("person_id") else None,
            available=tuple(windows_of(values.get("available", []))),
        )
        for values in kept
    ]


def write_people(people: Iterable[Person]) -> list[dict[str, Any]]:
    """Return people as JSON to keep."""
    return [
        {
            "name": person.name,
            "role": person.role.value,
            "person_id": str(person.person_id) if person.person_id else None,
            "available": write_windows(person.available),
        }
        for person in people
    ]


def windows_of(kept: Sequence[dict[str, str]]) -> list[Window]:
    """Return the windows kept as JSON; none means always."""
    return [
        Window(dt.datetime.fromisoformat(w["starts"]), dt.datetime.fromisoformat(w["ends"]))
        for w in kept
    ]


def write_windows(windows: Iterable[Window]) -> list[dict[str, str]]:
    """Return windows as JSON to keep, in UTC."""
    return [
        {
            "starts": w.starts.astimezone(dt.UTC).isoformat(),
            "ends": w.ends.astimezone(dt.UTC).isoformat(),
        }
        for w in windows
    ]


def read_people(text: str) -> list[Person]:
    """Return people as a spreadsheet or form writes them: `name|role`, by `;` or lines.

    Without a role somebody presents. Raises Invalid for a role that is none.
    """
    people = []
    for part in re.split(r"[;\n]", text):
        name, _, role = (piece.strip() for piece in part.partition("|"))
        if not name and not role:
            continue
        if not name:
            raise Invalid(f"Enter the name of the {role}.", pointer="/people")
        known = _role(role)
        if known is None:
            raise Invalid(
                f"“{role}” is not a role. Use {', '.join(PersonRole)}.", pointer="/people"
            )
        people.append(Person(" ".join(name.split()), known))
    if len(people) > MAX_PEOPLE:
        raise Invalid(f"Name {MAX_PEOPLE} people or fewer.", pointer="/people")
    return people


def _role(text: str) -> PersonRole | None:
    if not text:
        return PersonRole.PRESENTER
    wanted = text.casefold().replace("panelist", "panellist").replace("speaker", "presenter")
    return next((role for role in PersonRole if role == wanted), None)


def read_windows(text: str) -> list[Window]:
    """Return times as a spreadsheet or form writes them, by London's clock; empty means always.

    `YYYY-MM-DD HH:MM-HH:MM` each, separated by `;` or lines. Raises Invalid.
    """
    windows = []
    for part in re.split(r"[;\n]", text):
        written = " ".join(part.split())
        if not written:
            continue
        found = _WINDOW.fullmatch(written)
        if found is None:
            raise Invalid(
                f"“{written}” is not a time like 2026-07-07 09:00-12:30.", pointer="/available"
            )
        starts, ends = _moment(found[1], found[2], written), _moment(found[1], found[3], written)
        if ends <= starts:
            raise Invalid(f"“{written}” ends before it starts.", pointer="/available")
        windows.append(Window(starts, ends))
    if len(windows) > MAX_WINDOWS:
        raise Invalid(f"Give {MAX_WINDOWS} times or fewer.", pointer="/available")
    return sorted(windows, key=lambda w: w.starts)


def _moment(day: str, clock: str, written: str) -> dt.datetime:
    try:
        local = dt.datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
    except ValueError as error:
        raise Invalid(
            f"“{written}” is not a time like 2026-07-07 09:00-12:30.", pointer="/available"
        ) from error
    return local.astimezone(dt.UTC)
