"""Whether the style that a name claims ("MBC", "County Council") suits a council."""

from collections.abc import Callable, Iterable

from shared.register.councils import Council
from shared.register.kinds import Kind
from shared.register.wording import Style, take_apart

SUITS, TOLERATED, CONTRADICTS = 2, 1, 0

_STRATEGIC = frozenset({Kind.COMBINED_AUTHORITY, Kind.LONDON_AUTHORITY})
_IN_LONDON = frozenset({Kind.LONDON_BOROUGH, Kind.CITY_CORPORATION})
_SINGLE_TIER = frozenset({Kind.UNITARY, Kind.METROPOLITAN_DISTRICT, *_IN_LONDON})
_SMALLER = frozenset({Style.CITY, Style.BOROUGH, Style.DISTRICT, Style.METROPOLITAN, Style.ROYAL})


def agreement(council: Council, claimed: Iterable[Style]) -> int:
    """How well a council bears out every claimed style: SUITS, TOLERATED or CONTRADICTS."""
    own = own_styles(council)
    return min((_RULES[style](council.kind, own) for style in claimed), default=SUITS)


def own_styles(council: Council) -> frozenset[Style]:
    """The styles that its official and other names carry."""
    names = (council.name, *council.other_names)
    return frozenset[Style]().union(*(take_apart(name).styles for name in names))


def _council(kind: Kind, _own: frozenset[Style]) -> int:
    return CONTRADICTS if kind in _STRATEGIC else SUITS


def _county(kind: Kind, own: frozenset[Style]) -> int:
    if kind is Kind.COUNTY or Style.COUNTY in own:
        return SUITS
    # Wiltshire was a county council before it was unitary; Nottingham never was.
    return TOLERATED if kind is Kind.UNITARY and not own & _SMALLER else CONTRADICTS


def _city(kind: Kind, own: frozenset[Style]) -> int:
    # Strict: Lichfield City Council is a parish council beside Lichfield District Council.
    return SUITS if Style.CITY in own or kind is Kind.CITY_CORPORATION else CONTRADICTS


def _county_or_city(kind: Kind, own: frozenset[Style]) -> int:
    return max(_county(kind, own), _city(kind, own))


def _borough(kind: Kind, own: frozenset[Style]) -> int:
    if own & {Style.BOROUGH, Style.METROPOLITAN, Style.LONDON, Style.ROYAL}:
        return SUITS
    return CONTRADICTS if kind is Kind.COUNTY or kind in _STRATEGIC else TOLERATED


def _district(kind: Kind, own: frozenset[Style]) -> int:
    if Style.DISTRICT in own:
        return SUITS
    return TOLERATED if kind in {Kind.DISTRICT, Kind.METROPOLITAN_DISTRICT} else CONTRADICTS


def _metropolitan(kind: Kind, _own: frozenset[Style]) -> int:
    if kind is Kind.METROPOLITAN_DISTRICT:
        return SUITS
    return TOLERATED if kind is Kind.UNITARY else CONTRADICTS


def _london(kind: Kind, _own: frozenset[Style]) -> int:
    return SUITS if kind in _IN_LONDON else CONTRADICTS


def _royal(_kind: Kind, own: frozenset[Style]) -> int:
    return SUITS if Style.ROYAL in own else CONTRADICTS


def _unitary(kind: Kind, _own: frozenset[Style]) -> int:
    if kind is Kind.UNITARY:
        return SUITS
    return TOLERATED if kind in _SINGLE_TIER else CONTRADICTS


def _combined(kind: Kind, _own: frozenset[Style]) -> int:
    return SUITS if kind in _STRATEGIC else CONTRADICTS


_RULES: dict[Style, Callable[[Kind, frozenset[Style]], int]] = {
    Style.COUNCIL: _council,
    Style.COUNTY: _county,
    Style.CITY: _city,
    Style.COUNTY_OR_CITY: _county_or_city,
    Style.BOROUGH: _borough,
    Style.DISTRICT: _district,
    Style.METROPOLITAN: _metropolitan,
    Style.LONDON: _london,
    Style.ROYAL: _royal,
    Style.UNITARY: _unitary,
    Style.COMBINED: _combined,
}
