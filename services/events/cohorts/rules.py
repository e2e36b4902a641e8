"""What a cohort may be: its limits, its quotas and weights, its call, and where it stands."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from typing import Any

from services.events.programme.rules import LONDON
from shared.refusals import Conflict, Invalid
from shared.register import COUNCIL_KINDS, KIND_LABELS, Kind, region_named

WEIGHTS: Mapping[str, int] = {
    "score": 100,  # what the panel thinks of the application
    "issues": 30,  # issues shared by several, so that a coach has a group
    "kinds": 10,  # county, district, unitary … all there
    "regions": 10,  # spread over the regions
    "new": 20,  # councils that were in no cohort of the scheme
}
"""How much each aim weighs in a selection unless the organiser says otherwise."""


class DuplicateCohort(Conflict):
    """Another cohort has this name."""


class CallClosed(Conflict):
    """The call does not take applications or changes now."""


class CallState(enum.StrEnum):
    """Whether applications are taken. Grace is not announced, and counts."""

    NONE = "none"
    COMING = "coming"
    OPEN = "open"
    GRACE = "grace"
    OVER = "over"


class CohortState(enum.StrEnum):
    """Where a cohort stands."""

    PLANNED = "planned"
    CALLING = "calling"
    SELECTING = "selecting"
    DECIDED = "decided"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Dimension(enum.StrEnum):
    """What a quota is of."""

    REGION = "region"
    KIND = "kind"


def call_state(
    opens_at: dt.datetime | None,
    deadline_at: dt.datetime | None,
    grace_minutes: int,
    now: dt.datetime,
) -> CallState:
    """Return the state of a call: the deadline's own moment still counts, so does grace's.

    All are moments, so a night when the clocks change makes no difference.
    """
    if opens_at is None or deadline_at is None:
        return CallState.NONE
    if now < opens_at:
        return CallState.COMING
    if now <= deadline_at:
        return CallState.OPEN
    if now <= deadline_at + dt.timedelta(minutes=grace_minutes):
        return CallState.GRACE
    return CallState.OVER


def takes_applications(state: CallState) -> bool:
    """Whether an application or a change of one is taken."""
    return state in {CallState.OPEN, CallState.GRACE}


def cohort_state(
    *,
    call: CallState,
    decided: bool,
    cancelled: bool,
    days: tuple[dt.date, dt.date],
    now: dt.datetime,
) -> CohortState:
    """Return where a cohort stands, by its decision and by London's calendar."""
    if cancelled:
        return CohortState.CANCELLED
    today = now.astimezone(LONDON).date()
    if decided:
        if today > days[1]:
            return CohortState.ENDED
        return CohortState.RUNNING if today >= days[0] else CohortState.DECIDED
    if takes_applications(call):
        return CohortState.CALLING
    return CohortState.SELECTING if call == CallState.OVER else CohortState.PLANNED


def check_limits(
    *,
    seats: int,
    councils: tuple[int, int],
    council_seats: tuple[int, int],
) -> None:
    """Raise Invalid for limits that no selection could keep."""
    if councils[1] < councils[0]:
        raise Invalid("The most councils must not be below the least", pointer="/councils_most")
    if council_seats[1] < council_seats[0]:
        raise Invalid("The most seats a council must not be below the least", pointer="/seats_most")
    if councils[0] * council_seats[0] > seats:
        raise Invalid(
            f"{councils[0]} councils with {council_seats[0]} seats each need more than"
            f" {seats} seats",
            pointer="/seats",
        )


def check_call(opens_at: dt.datetime | None, deadline_at: dt.datetime | None) -> None:
    """Raise Invalid for a call that ends before it begins, or has only one end."""
    if (opens_at is None) != (deadline_at is None):
        missing = "opens_at" if opens_at is None else "deadline_at"
        raise Invalid("A call has both an opening and a deadline", pointer=f"/{missing}")
    if opens_at and deadline_at and deadline_at <= opens_at:
        raise Invalid("The deadline must be after the opening", pointer="/deadline_at")


def regions_of(texts: Iterable[str]) -> list[str]:
    """Return the register's names of regions as people write them. Raises Invalid."""
    found: list[str] = []
    for place, text in enumerate(texts):
        region = region_named(text)
        if region is None:
            raise Invalid(f"“{text}” is not a region of England", pointer=f"/regions/{place}")
        if region not in found:
            found.append(region)
    return found


def quotas_of(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the quotas with values as the register has them. Raises Invalid."""
    kept: list[dict[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    for place, quota in enumerate(given):
        at = f"/quotas/{place}"
        dimension = Dimension(quota["dimension"])
        value = _value_of(dimension, quota["value"], at)
        if (dimension, value) in seen:
            raise Invalid(f"“{quota['value']}” has two quotas", pointer=f"{at}/value")
        seen.add((dimension, value))
        least, most = quota.get("least") or 0, quota.get("most")
        if most is not None and most < least:
            raise Invalid("The most must not be below the least", pointer=f"{at}/most")
        kept.append({"dimension": dimension.value, "value": value, "least": least, "most": most})
    return kept


def weights_of(given: Mapping[str, int]) -> dict[str, Any]:
    """Return every weight, as given or by default."""
    return {name: given.get(name, default) for name, default in WEIGHTS.items()}


def _value_of(dimension: Dimension, text: str, at: str) -> str:
    if dimension == Dimension.REGION:
        region = region_named(text)
        if region is None:
            raise Invalid(f"“{text}” is not a region of England", pointer=f"{at}/value")
        return region
    plain = text.strip().casefold()
    for kind in Kind:
        if kind in COUNCIL_KINDS and plain in (kind.value, KIND_LABELS[kind].casefold()):
            return kind.value
    kinds = ", ".join(sorted(kind.value for kind in COUNCIL_KINDS))
    raise Invalid(f"“{text}” is not a kind of council. Use {kinds}", pointer=f"{at}/value")
