"""What an entry of the vocabulary may say, and how the shipped file writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.refusals import Conflict, Invalid, NotFound, Stale

MOST_NAMES = 30
MOST_LETTERS = 60
_WORDS = re.compile(r"[^\W_]")
_ABBREVIATION = re.compile(r"[A-Z0-9&]{2,10}!")


class NoSuchEntry(NotFound):
    """No entry of the vocabulary has this id."""

    def __init__(self) -> None:
        super().__init__("There is no such entry in the vocabulary. It may have been removed.")


class EntryStale(Stale):
    """Somebody changed the entry after the caller read it."""

    def __init__(self) -> None:
        super().__init__("Somebody else has changed this entry since you read it. Load it again.")


class EntryExists(Conflict):
    """Another entry has this name first."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is an entry for “{name}” already. Change that one.", pointer="/names"
        )


@dataclass(frozen=True)
class Entry:
    """Names of one thing, and narrower things that a search for it should find too.

    "!" after a name that is an abbreviation and a word says that it counts in capitals only.
    """

    names: tuple[str, ...]
    narrower: tuple[str, ...] = ()


def tidy(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without needless spaces, without empty ones and each once."""
    cleaned = (" ".join(name.split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def faults_of(entry: Entry) -> dict[str, str]:
    """Return what is wrong with an entry, a sentence by field; empty when nothing is."""
    faults = {}
    if not entry.names:
        faults["names"] = "Enter at least one name"
    elif len(entry.names) + len(entry.narrower) < 2:
        faults["names"] = "Enter another name, or something narrower"
    for field in ("names", "narrower"):
        if said := _fault_of(getattr(entry, field)):
            faults[field] = said
    return faults


def check(entry: Entry) -> None:
    """Raise Invalid, naming the first field at fault, when something is wrong with an entry."""
    for field, said in faults_of(entry).items():
        raise Invalid(said, pointer=f"/{field}")


def _fault_of(names: tuple[str, ...]) -> str | None:
    if len(names) > MOST_NAMES:
        return f"Enter {MOST_NAMES} lines or fewer"
    for name in names:
        if len(name) > MOST_LETTERS:
            return f"“{name[:20]}…” must be {MOST_LETTERS} characters or fewer"
        if not _WORDS.search(name) or "\x00" in name:
            return f"“{name}” has no letter or digit"
        if "!" in name and not _ABBREVIATION.fullmatch(name):
            return f"“{name}” must be an abbreviation in capitals before its “!”"
    return None


def parse_shipped(text: str) -> list[Entry]:
    """Return the entries of a vocabulary file; its head says how it is written."""
    lines = (line.strip() for line in text.splitlines())
    return [_parse(line) for line in lines if line and not line.startswith("#")]


def _parse(line: str) -> Entry:
    names, _, narrower = line.partition(">")
    return Entry(tidy(names.split("=")), tidy(narrower.split(";")))
