"""What an edition may be: its first and last day, its themes, its stages and its state."""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from shared.refusals import Conflict, Invalid

LONDON = ZoneInfo("Europe/London")
MAX_DAYS = 31


class DuplicateEdition(Conflict):
    """Another edition has this year or this name."""


class StageInUse(Conflict):
    """A stage with sessions on it cannot be taken away."""


class EditionState(enum.StrEnum):
    """Where an edition stands in time."""

    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"


def edition_state(
    starts_on: dt.date, ends_on: dt.date, ended_at: dt.datetime | None, now: dt.datetime
) -> EditionState:
    """Return the state by London's calendar, or ended once an organiser has said so."""
    today = now.astimezone(LONDON).date()
    if ended_at is not None or today > ends_on:
        return EditionState.ENDED
    return EditionState.OPEN if today >= starts_on else EditionState.PLANNED


def days_of(starts_on: dt.date, ends_on: dt.date) -> list[dt.date]:
    """Return every day from the first to the last."""
    return [starts_on + dt.timedelta(days=n) for n in range((ends_on - starts_on).days + 1)]


def check_days(starts_on: dt.date, ends_on: dt.date) -> None:
    """Raise Invalid for an edition that ends before it starts or goes on too long."""
    if ends_on < starts_on:
        raise Invalid("The last day must be on or after the first day", pointer="/ends_on")
    if (ends_on - starts_on).days >= MAX_DAYS:
        raise Invalid(f"An edition has at most {MAX_DAYS} days", pointer="/ends_on")


def slug_of(text: str) -> str:
    """Return a text as the part of an address: lower case, plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def edition_slug(name: str, year: int) -> str:
    """Return the edition's address: its name, always with its year at the end."""
    slug = slug_of(name)
    return slug if slug.endswith(f"-{year}") else f"{slug}-{year}".strip("-")


def themes_of(given: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return the themes, each with a slug, by its label where none was given.

    Raises Invalid where two would have the same slug, or a label has no letter or digit.
    """
    themes: dict[str, dict[str, str]] = {}
    for place, theme in enumerate(given):
        label = theme["label"].strip()
        slug = slug_of(theme.get("slug") or label)
        if not slug:
            raise Invalid(
                "A theme needs at least one letter or digit", pointer=f"/themes/{place}/label"
            )
        if slug in themes:
            raise Invalid(f"The theme “{label}” is there twice", pointer=f"/themes/{place}/label")
        themes[slug] = {"slug": slug, "label": label}
    return list(themes.values())


def check_stage_names(names: Sequence[str]) -> None:
    """Raise Invalid where two stages have one name, whatever its capitals."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name.casefold() in seen:
            raise Invalid(f"The stage “{name}” is there twice", pointer=f"/stages/{place}/name")
        seen.add(name.casefold())
