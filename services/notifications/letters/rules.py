"""How a letter begins, and what is wrong where nobody can get it."""

from __future__ import annotations

import uuid

from shared.refusals import NotFound


class PersonUnknown(NotFound):
    """A letter is for somebody whose address no service has offered."""

    def __init__(self, person_id: uuid.UUID) -> None:
        super().__init__(f"Nobody has offered an address for the person {person_id}.")


def greeted(name: str, text: str) -> str:
    """Return the letter with the greeting of a person, or of a mailbox without a name."""
    return f"Hello {name},\n\n{text}" if name.strip() else f"Hello,\n\n{text}"


def with_foot(text: str, link: str) -> str:
    """Return a letter that somebody agreed to get, with where to change their mind."""
    foot = "You get this because you agreed to it. Choose what you get, take a rest or stop:"
    return f"{text.rstrip()}\n\n--\n{foot}\n{link}\n"
