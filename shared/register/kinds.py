"""The kinds of organisation that take part, England's nine regions, and what people call both."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What an organisation is; the value is the wire and database spelling."""

    COUNTY = "county"
    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN_DISTRICT = "metropolitan_district"
    LONDON_BOROUGH = "london_borough"
    CITY_CORPORATION = "city_corporation"
    COMBINED_AUTHORITY = "combined_authority"
    LONDON_AUTHORITY = "london_authority"

    PARISH = "parish"
    SCOTTISH_COUNCIL = "scottish_council"
    WELSH_COUNCIL = "welsh_council"
    NORTHERN_IRISH_COUNCIL = "northern_irish_council"
    NATIONAL_PARK = "national_park"
    FIRE = "fire"
    POLICE = "police"
    HEALTH = "health"
    MINISTRY = "ministry"
    ASSOCIATION = "association"
    PARTNERSHIP = "partnership"
    UNIVERSITY = "university"
    SCHOOL = "school"
    HOUSING = "housing"
    CHARITY = "charity"
    COMPANY = "company"
    ABROAD = "abroad"
    OTHER = "other"


# England's councils and strategic authorities: the kinds that the register knows one by one.
COUNCIL_KINDS = frozenset(
    {
        Kind.COUNTY,
        Kind.DISTRICT,
        Kind.UNITARY,
        Kind.METROPOLITAN_DISTRICT,
        Kind.LONDON_BOROUGH,
        Kind.CITY_CORPORATION,
        Kind.COMBINED_AUTHORITY,
        Kind.LONDON_AUTHORITY,
    }
)

KIND_LABELS: Mapping[Kind, str] = {
    Kind.COUNTY: "County council",
    Kind.DISTRICT: "District council",
    Kind.UNITARY: "Unitary authority",
    Kind.METROPOLITAN_DISTRICT: "Metropolitan district",
    Kind.LONDON_BOROUGH: "London borough",
    Kind.CITY_CORPORATION: "City corporation",
    Kind.COMBINED_AUTHORITY: "Combined authority",
    Kind.LONDON_AUTHORITY: "Greater London Authority",
    Kind.PARISH: "Town or parish council",
    Kind.SCOTTISH_COUNCIL: "Scottish council",
    Kind.WELSH_COUNCIL: "Welsh council",
    Kind.NORTHERN_IRISH_COUNCIL: "Northern Irish council",
    Kind.NATIONAL_PARK: "National park authority",
    Kind.FIRE: "Fire and rescue service",
    Kind.POLICE: "Police",
    Kind.HEALTH: "NHS or health body",
    Kind.MINISTRY: "Government department or agency",
    Kind.ASSOCIATION: "Association or network",
    Kind.PARTNERSHIP: "Partnership",
    Kind.UNIVERSITY: "University or college",
    Kind.SCHOOL: "School or academy trust",
    Kind.HOUSING: "Housing association",
    Kind.CHARITY: "Charity or community organisation",
    Kind.COMPANY: "Company",
    Kind.ABROAD: "Organisation abroad",
    Kind.OTHER: "Other organisation",
}

REGIONS: tuple[str, ...] = (
    "East Midlands",
    "East of England",
    "London",
    "North East",
    "North West",
    "South East",
    "South West",
    "West Midlands",
    "Yorkshire and The Humber",
)

_REGION_SPELLINGS: Mapping[str, str] = {
    "east": "East of England",
    "eastern": "East of England",
    "east anglia": "East of England",
    "greater london": "London",
    "yorkshire": "Yorkshire and The Humber",
    "yorkshire and humber": "Yorkshire and The Humber",
    "yorkshire and humberside": "Yorkshire and The Humber",
    "yorks and humber": "Yorkshire and The Humber",
} | {region.casefold(): region for region in REGIONS}


def region_named(text: str) -> str | None:
    """The region a person means ("Yorks & Humber", "north-east"), or None when it is not one."""
    words = text.casefold().replace("&", " and ").replace("-", " ").split()
    if words[:1] == ["the"]:
        words = words[1:]
    if words[-1:] in (["england"], ["region"]) and words != ["east", "of", "england"]:
        words = words[:-1]
    return _REGION_SPELLINGS.get(" ".join(words))
