"""Every read of alumni."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.events.alumni.rules import Region, known_as_today, regions_by_reach
from services.events.applications.queries import list_councils_ever
from services.events.organisations.queries import get_directory
from services.events.places.queries import TookPart, list_took_part


@dataclass(frozen=True)
class Alumnus:
    """A council that took part in a cohort, and who does its work today where it has ended."""

    took: TookPart
    today: str


def get_alumni(session: Session) -> tuple[list[Alumnus], list[Region]]:
    """Return who took part in what, the latest first, and how the regions compare."""
    register = get_directory(session).register
    took = list_took_part(session)
    regions = regions_by_reach(
        register,
        [one.organisation_id for one in took if one.organisation_id],
        list_councils_ever(session),
    )
    return [Alumnus(one, known_as_today(register, one.organisation_id)) for one in took], regions
