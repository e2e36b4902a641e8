"""The words of a proposal: its format, its organisation's kind, where it came from, its themes."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import TypeVar

from shared.register import COUNCIL_KINDS, Kind

W = TypeVar("W", bound=enum.StrEnum)


class Source(enum.StrEnum):
    """Where a proposal came from."""

    INVITATION = "invitation"
    CALL = "call"
    ORGANISER = "organiser"
    MOVED = "moved"
    IMPORT = "import"


class Format(enum.StrEnum):
    """How a proposal would be held."""

    LAUNCH_PANEL = "launch_panel"
    SHOWCASE = "showcase"
    TALK = "talk"
    SMALL_GROUP = "small_group"
    WORKSHOP = "workshop"
    SPOTLIGHT = "spotlight"
    PERFORMANCE = "performance"


FORMAT_LABELS: Mapping[str, str] = {
    Format.LAUNCH_PANEL: "Launch panel",
    Format.SHOWCASE: "Showcase",
    Format.TALK: "Talk",
    Format.SMALL_GROUP: "Small group",
    Format.WORKSHOP: "Workshop",
    Format.SPOTLIGHT: "Spotlight",
    Format.PERFORMANCE: "Performance",
}
DEFAULT_MINUTES: Mapping[str, int] = {
    Format.LAUNCH_PANEL: 60,
    Format.SHOWCASE: 30,
    Format.TALK: 30,
    Format.SMALL_GROUP: 45,
    Format.WORKSHOP: 60,
    Format.SPOTLIGHT: 15,
    Format.PERFORMANCE: 20,
}


class OrganisationKind(enum.StrEnum):
    """What kind of organisation proposes, as the programme is balanced over them."""

    COUNCIL = "council"
    PARTNER = "partner"
    EMERGENCY_SERVICE = "emergency_service"
    HEALTH = "health"
    ARMED_FORCES = "armed_forces"
    INTERNATIONAL = "international"
    NATIONAL_ORGANISATION = "national_organisation"


KIND_LABELS: Mapping[str, str] = {
    OrganisationKind.COUNCIL: "Council",
    OrganisationKind.PARTNER: "Partner",
    OrganisationKind.EMERGENCY_SERVICE: "Emergency service",
    OrganisationKind.HEALTH: "Health",
    OrganisationKind.ARMED_FORCES: "Armed forces",
    OrganisationKind.INTERNATIONAL: "European or international",
    OrganisationKind.NATIONAL_ORGANISATION: "National organisation",
}
_SPELLINGS = {
    "european": OrganisationKind.INTERNATIONAL,
    "european_or_international": OrganisationKind.INTERNATIONAL,
    "european_international": OrganisationKind.INTERNATIONAL,
    "emergency": OrganisationKind.EMERGENCY_SERVICE,
    "emergency_services": OrganisationKind.EMERGENCY_SERVICE,
    "national": OrganisationKind.NATIONAL_ORGANISATION,
    "nhs": OrganisationKind.HEALTH,
    "launch": Format.LAUNCH_PANEL,
    "panel": Format.LAUNCH_PANEL,
    "small_groups": Format.SMALL_GROUP,
}
_FROM_REGISTER = {
    Kind.FIRE: OrganisationKind.EMERGENCY_SERVICE,
    Kind.POLICE: OrganisationKind.EMERGENCY_SERVICE,
    Kind.HEALTH: OrganisationKind.HEALTH,
    Kind.MINISTRY: OrganisationKind.NATIONAL_ORGANISATION,
    Kind.ASSOCIATION: OrganisationKind.NATIONAL_ORGANISATION,
    Kind.ABROAD: OrganisationKind.INTERNATIONAL,
    Kind.PARISH: OrganisationKind.COUNCIL,
    Kind.SCOTTISH_COUNCIL: OrganisationKind.COUNCIL,
    Kind.WELSH_COUNCIL: OrganisationKind.COUNCIL,
    Kind.NORTHERN_IRISH_COUNCIL: OrganisationKind.COUNCIL,
}


def word_named(words: type[W], text: str) -> W | None:
    """Return the word that a person means by "Launch panel", "small-group" or "European"."""
    slug = re.sub(r"[^a-z0-9]+", "_", text.strip().casefold()).strip("_")
    meant = _SPELLINGS.get(slug, slug)
    return next((word for word in words if word == meant), None)


def kind_from_register(kind: Kind | None) -> OrganisationKind:
    """Return the kind that a programme is balanced over, of an organisation's kind."""
    if kind in COUNCIL_KINDS:
        return OrganisationKind.COUNCIL
    return _FROM_REGISTER.get(kind, OrganisationKind.PARTNER) if kind else OrganisationKind.PARTNER


def proposal_title(innovation_title: str, organisation_name: str) -> str:
    """Return the innovation's title, or one that says whose proposal it is."""
    return innovation_title.strip() or f"A session by {organisation_name}"


def reference_of(proposal_id: uuid.UUID) -> str:
    """Return a reference for people, of a proposal that nobody has given one."""
    return proposal_id.hex[-8:].upper()


def slugs_of(themes: Iterable[str]) -> list[str]:
    """Return themes as slugs, each once, in the order given."""
    slugs = (re.sub(r"[^a-z0-9]+", "-", theme.lower()).strip("-") for theme in themes)
    return list(dict.fromkeys(slug for slug in slugs if slug))
