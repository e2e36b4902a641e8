"""What an innovation may say, who may see and change it, and what its addresses are made of."""

from __future__ import annotations

import enum
import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.refusals import Forbidden, NotFound, Stale
from shared.register import region_named


class State(enum.StrEnum):
    """Where an innovation is on its way."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Source(enum.StrEnum):
    """Where an innovation came from."""

    IMPORT = "import"
    SUBMISSION = "submission"
    SESSION = "session"
    PROJECT = "project"


class NoSuchInnovation(NotFound):
    """No innovation has this id or address, or this reader may not see it."""

    def __init__(self) -> None:
        super().__init__("There is no such innovation. It may have been withdrawn.")


class InnovationStale(Stale):
    """Somebody changed the innovation after the caller read it."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed this innovation since you read it. Load it again."
        )


class NotYours(Forbidden):
    """A contributor may change their own drafts only."""

    def __init__(self) -> None:
        super().__init__(
            "You can change your own drafts. Ask a reviewer to change this innovation."
        )


class NobodyUnmatched(NotFound):
    """No innovation has this name without an organisation."""

    def __init__(self) -> None:
        super().__init__("Every innovation of this name has an organisation by now.")


@dataclass(frozen=True)
class Reader:
    """Who looks at or changes innovations; `person_id` is None for a visitor."""

    person_id: uuid.UUID | None = None
    is_reviewer: bool = False


@dataclass(frozen=True)
class InnovationText:
    """What people write about an innovation."""

    title: str
    summary: str
    organisation: str
    region: str | None = None
    year: int | None = None
    themes: tuple[str, ...] = ()
    link: str | None = None


COLUMNS = ("title", "organisation", "region", "year", "themes", "summary", "link")
EARLIEST_YEAR = 1900
MOST_CHARACTERS = {
    "title": 200,
    "organisation": 200,
    "region": 60,
    "summary": 10_000,
    "link": 2_000,
}
MOST_THEMES = 15
MOST_THEME_CHARACTERS = 60
MOST_REFERENCE_CHARACTERS = 40
_OWN_REFERENCE = re.compile(r"IZ-\d+", re.IGNORECASE)
_REFERENCE = re.compile(r"[^\W_]+(?:[-_./][^\W_]+)*")
_NAMES = {
    "title": "Title",
    "organisation": "Organisation",
    "region": "Region",
    "summary": "Summary",
    "link": "Link",
}
_MISSING = {
    "title": "Enter a title",
    "organisation": "Enter the organisation",
    "summary": "Enter a summary",
}
# Who crawls or watches by itself; a program that somebody has fetch a page counts as that person.
_ROBOTS = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|preview|facebookexternalhit|monitor|lighthouse"
    r"|scrapy|check|feed",
    re.IGNORECASE,
)
_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")
_MOST_SLUG_CHARACTERS = 80
_CAPITALS = {
    "ai": "AI",
    "cctv": "CCTV",
    "covid": "Covid",
    "5g": "5G",
    "ict": "ICT",
    "it": "IT",
    "nhs": "NHS",
    "send": "SEND",
    "uprn": "UPRN",
}


def may_see(reader: Reader, state: str, submitted_by: uuid.UUID | None) -> bool:
    """Everybody sees what is public, contributors what they submitted, reviewers all."""
    own = submitted_by is not None and submitted_by == reader.person_id
    return state == State.PUBLISHED or own or reader.is_reviewer


def check_may_change(reader: Reader, state: str, submitted_by: uuid.UUID | None) -> None:
    """Raise NotYours unless a reviewer, or a contributor with their own draft, is changing it."""
    own = submitted_by is not None and submitted_by == reader.person_id
    if not reader.is_reviewer and not (own and state == State.DRAFT):
        raise NotYours


def read_written(values: Mapping[str, str]) -> tuple[InnovationText, dict[str, str]]:
    """Return a form's or a row's texts as an innovation's, with what could not be read by field."""
    value = {name: values.get(name, "").strip() for name in COLUMNS}
    year: int | None = None
    faults = {}
    if value["year"]:
        if value["year"].isascii() and value["year"].isdecimal():
            year = int(value["year"][:9])
        else:
            faults["year"] = f"Year must be a year, like 2024, not “{value['year'][:40]}”"
    text = InnovationText(
        title=" ".join(value["title"].split()),
        summary=value["summary"].replace("\r\n", "\n"),
        organisation=" ".join(value["organisation"].split()),
        region=region_of(value["region"]),
        year=year,
        themes=theme_slugs(re.split(r"[;\n]", value["themes"])),
        link=value["link"] or None,
    )
    return text, faults


def region_of(text: str | None) -> str | None:
    """Return a region in England's spelling where it is one, else as written; None for nothing."""
    written = " ".join((text or "").split())
    return region_named(written) or written or None


def faults_of(text: InnovationText, this_year: int) -> dict[str, str]:
    """Return what is wrong with an innovation's texts, a sentence by field; empty when nothing is."""
    faults = {name: said for name, said in _MISSING.items() if not getattr(text, name).strip()}
    for name, most in MOST_CHARACTERS.items():
        if len(getattr(text, name) or "") > most:
            faults[name] = f"{_NAMES[name]} must be {most:,} characters or fewer"
        elif "\x00" in (getattr(text, name) or ""):
            faults[name] = f"{_NAMES[name]} must not contain control characters"
    if text.year is not None and not EARLIEST_YEAR <= text.year <= this_year + 1:
        faults["year"] = f"Year must be between {EARLIEST_YEAR} and {this_year + 1}"
    if len(text.themes) > MOST_THEMES:
        faults["themes"] = f"Choose {MOST_THEMES} themes or fewer"
    elif any(len(theme) > MOST_THEME_CHARACTERS for theme in text.themes):
        faults["themes"] = f"Each theme must be {MOST_THEME_CHARACTERS} characters or fewer"
    if text.link and "link" not in faults and not _is_web_address(text.link):
        faults["link"] = "Link must be a web address, like https://www.example.gov.uk/project"
    return faults


def fingerprint(text: InnovationText) -> str:
    """Return a short sign of what a text says, the same for the same text."""
    said = [getattr(text, name) for name in COLUMNS]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def is_newer(version: int, mark: str) -> bool:
    """True when a message's version is later than the one that a source's mark names."""
    return version > int(mark or 0)


def clipped(text: str, name: str) -> str:
    """Return a text that came from elsewhere, at most as long as the field it goes into takes."""
    most = MOST_CHARACTERS[name]
    whole = text.strip().replace("\x00", "")
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def paragraphs(text: str) -> list[str]:
    """Return a text's paragraphs: what blank lines part."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def looks_like_robot(user_agent: str) -> bool:
    """True for crawlers and monitors that say so, and for whoever does not say what they are."""
    return not user_agent or bool(_ROBOTS.search(user_agent))


def reference_fault(reference: str, *, known: bool) -> str | None:
    """Return what is wrong with a reference somebody gave; `known` when an entry has it already."""
    if not reference:
        return "The reference is missing"
    if len(reference) > MOST_REFERENCE_CHARACTERS:
        return f"The reference must be {MOST_REFERENCE_CHARACTERS} characters or fewer"
    if not _REFERENCE.fullmatch(reference):
        return "The reference may hold letters, digits and single hyphens between them"
    if not known and _OWN_REFERENCE.fullmatch(reference):
        return "References like IZ-12 are given by the catalogue; there is no such entry"
    return None


def own_reference(number: int) -> str:
    """Return the reference of an entry that came without one."""
    return f"IZ-{number}"


def slug_of(title: str, reference: str, taken: Iterable[str] = ()) -> str:
    """Return an innovation's part of its address; it stays when the title changes."""
    # The reference's last part has no hyphen in it, so two pairs rarely meet in one slug.
    words = _slug(title)[:_MOST_SLUG_CHARACTERS].rstrip("-") or "innovation"
    slug = f"{words}-{_slug(reference).replace('-', '')}"
    known = set(taken)
    number = 2
    free = slug
    while free in known:
        free = f"{slug}-{number}"
        number += 1
    return free


def address_of(slug: str) -> str:
    """Return the path of an innovation's page."""
    return f"/catalogue/innovations/{slug}"


def theme_slugs(themes: Iterable[str]) -> tuple[str, ...]:
    """Return themes as people write them in the spelling we keep, each once, in their order."""
    slugs = (_slug(theme) for theme in themes)
    return tuple(dict.fromkeys(slug for slug in slugs if slug))


def theme_label(slug: str) -> str:
    """Return a theme as people read it: "public-health" is Public health."""
    words = [_CAPITALS.get(word, word) for word in slug.split("-")]
    label = " ".join(words)
    return label[:1].upper() + label[1:]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_A_SLUG.sub("-", plain.replace("'", "")).strip("-")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
