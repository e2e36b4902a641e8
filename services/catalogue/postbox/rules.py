"""What an ask or an offer may say, who may change it, and which words of a search it is held against."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from services.catalogue.innovations.rules import (
    MOST_THEME_CHARACTERS,
    MOST_THEMES,
    theme_slugs,
)
from shared.refusals import Forbidden, NotFound, Stale


class Kind(enum.StrEnum):
    """Whether somebody looks for something or has something to give."""

    ASK = "ask"
    OFFER = "offer"


class State(enum.StrEnum):
    """Where a posting is: open, answered to its author's content, or closed without."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class NoSuchPosting(NotFound):
    """No posting has this id."""

    def __init__(self) -> None:
        super().__init__("There is no such ask or offer.")


class PostingStale(Stale):
    """Somebody changed the posting after the caller read it."""

    def __init__(self) -> None:
        super().__init__("Somebody else has changed this since you read it. Load it again.")


class NotYourPosting(Forbidden):
    """A posting is changed by who posted it, or by a reviewer."""

    def __init__(self) -> None:
        super().__init__("You can change what you posted yourself. Ask a reviewer to change this.")


@dataclass(frozen=True)
class Writer:
    """Who posts or changes."""

    person_id: uuid.UUID
    is_reviewer: bool = False


@dataclass(frozen=True)
class PostingText:
    """What people write in an ask or an offer."""

    title: str
    text: str
    organisation: str
    themes: tuple[str, ...] = ()


FIELDS = ("title", "text", "organisation", "themes")
MOST_CHARACTERS = {"title": 200, "text": 5_000, "organisation": 200}
MOST_WORDS = 12
_NAMES = {"title": "Title", "text": "Details", "organisation": "Organisation"}
_MISSING = {
    "title": "Enter a title",
    "text": "Enter the details",
    "organisation": "Enter your organisation",
}
_WORD = re.compile(r"[^\W_]+")


def may_change(writer: Writer | None, author_id: uuid.UUID) -> bool:
    """True for who posted it and for reviewers."""
    return writer is not None and (writer.is_reviewer or writer.person_id == author_id)


def read_written(values: Mapping[str, str]) -> PostingText:
    """Return a form's texts as a posting's; themes stand between commas or semicolons."""
    value = {name: values.get(name, "").strip() for name in FIELDS}
    return PostingText(
        title=" ".join(value["title"].split()),
        text=value["text"].replace("\r\n", "\n"),
        organisation=" ".join(value["organisation"].split()),
        themes=theme_slugs(re.split(r"[;,\n]", value["themes"])),
    )


def faults_of(text: PostingText) -> dict[str, str]:
    """Return what is wrong with a posting's texts, a sentence by field; empty when nothing is."""
    faults = {name: said for name, said in _MISSING.items() if not getattr(text, name).strip()}
    for name, most in MOST_CHARACTERS.items():
        if len(getattr(text, name)) > most:
            faults[name] = f"{_NAMES[name]} must be {most:,} characters or fewer"
        elif "\x00" in getattr(text, name):
            faults[name] = f"{_NAMES[name]} must not contain control characters"
    if len(text.themes) > MOST_THEMES:
        faults["themes"] = f"Choose {MOST_THEMES} themes or fewer"
    elif any(len(theme) > MOST_THEME_CHARACTERS for theme in text.themes):
        faults["themes"] = f"Each theme must be {MOST_THEME_CHARACTERS} characters or fewer"
    return faults


def words_of(text: str) -> list[str]:
    """Return the first words of a search, each once, in lower case."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))[:MOST_WORDS]


def address_of(posting_id: uuid.UUID) -> str:
    """Return the path of a posting's page."""
    return f"/catalogue/postbox/{posting_id}"
