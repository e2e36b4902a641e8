"""England's councils over time, and the matching of their names as people write them.

`load_register()` gives the shipped `Register`; `Matcher(councils).match(text, on)` finds who is
meant; `parse_register(text)` reads a published edition; `kind_of(text)` tells other bodies apart.
"""

from shared.register.bodies import kind_of
from shared.register.councils import Council, Register, council_id, middle_of
from shared.register.kinds import COUNCIL_KINDS, KIND_LABELS, REGIONS, Kind, region_named
from shared.register.matching import How, Match, Matcher
from shared.register.parse import (
    REQUIRED_COLUMNS,
    NotARegister,
    ParsedRegister,
    RowFault,
    parse_register,
    parse_rows,
)
from shared.register.shipped import load_register
from shared.register.wording import plain

__all__ = [
    "COUNCIL_KINDS",
    "KIND_LABELS",
    "REGIONS",
    "REQUIRED_COLUMNS",
    "Council",
    "How",
    "Kind",
    "Match",
    "Matcher",
    "NotARegister",
    "ParsedRegister",
    "Register",
    "RowFault",
    "council_id",
    "kind_of",
    "load_register",
    "middle_of",
    "parse_register",
    "parse_rows",
    "plain",
    "region_named",
]
