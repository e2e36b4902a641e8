"""What kind of body a name speaks of when its words say that it is not an English council."""

import re

from shared.register.kinds import Kind
from shared.register.known_names import NORTHERN_IRISH_COUNCILS, SCOTTISH_COUNCILS, WELSH_COUNCILS
from shared.register.wording import plain, take_apart

# In the order of trial: "University NHS Trust" is health, "Police and Fire Commissioner" police.
# Matched against the plain spelling (lower case, "and" for "&", no punctuation).
_WORDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.HEALTH,
        (
            r"nhs|hospitals?|health board|health trust|integrated care|icb|ics|ccg|clinical \w+ group"
            r"|clinical commissioning|ambulance|healthwatch|ukhsa|surrey heartlands|primary care|pct"
            r"|public health (?:england|wales|scotland|agency)|health and care partnership"
            r"|(?<!public )health|healthcare"
            r"|medical (?:centre|practice)"
        ),
    ),
    (
        Kind.POLICE,
        (
            r"police|policing|constabulary|crime commissioner|o?pcc|opfcc|violence reduction unit"
            r"|probation"
        ),
    ),
    (Kind.FIRE, r"fire|frs|firefighters"),
    (Kind.UNIVERSITY, r"university|universities|colleges?|business school|polytechnic"),
    (
        Kind.SCHOOL,
        r"schools?|academy|academies|multi academy trust|nursery|kindergarten|pupil referral",
    ),
    (
        Kind.MINISTRY,
        (
            r"ministry|department (?:for|of)|dwp|hmrc|defra|mhclg|dluhc|dhsc|dfe|home office"
            r"|cabinet office|hm \w+|government digital service|agency|homes england"
            r"|(?:historic|natural|sport|highways|national highways|active travel) england"
            r"|arts council|\w+ research council|office (?:for|of)|ofsted|ordnance survey"
            r"|national archives|jobcentre|innovate uk|geovation|central government"
        ),
    ),
    (Kind.PARISH, r"town council|parish council|parish|community council|neighbourhood council"),
    (Kind.NATIONAL_PARK, r"national parks?|broads authority"),
    (
        Kind.HOUSING,
        (
            r"housing association|housing group|housing trust|housing society|almo|\w+ homes"
            r"|tenant management|housing co operative"
        ),
    ),
    (
        Kind.CHARITY,
        (
            r"voluntary|cvs|charity|charities|charitable|foundation|citizens advice|citizens uk"
            r"|age uk|hospice|volunteers?|volunteering|church|diocese|mosque|cathedral|trust|society"
            r"|cic|community interest company|community action|food ?bank|salvation army|red cross"
        ),
    ),
    (
        Kind.ASSOCIATION,
        (
            r"association|lga|london councils|councils network|solace|cipfa|adass|adcs|socitm"
            r"|employers|federation|institute|chamber of commerce|union"
        ),
    ),
    (
        Kind.COMPANY,
        (
            r"ltd|limited|plc|llp|inc|gmbh|consulting|consultancy|consultants|solutions"
            r"|technologies|company|holdings|studios?|ventures"
        ),
    ),
    (
        Kind.PARTNERSHIP,
        (
            r"partnership|lep|alliance|consortium|collaborative|joint committee|one public estate"
            r"|shared services?|network"
        ),
    ),
    (
        Kind.ABROAD,
        (
            r"municipality|gemeente|kommune|kommun|commune|ville de|comune|ayuntamiento|ajuntament"
            r"|stadt|landeshauptstadt|stad|prefecture|mairie|concello|camara municipal|miasto|gmina"
        ),
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _WORDS)

_ELSEWHERE = (
    (Kind.SCOTTISH_COUNCIL, SCOTTISH_COUNCILS),
    (Kind.WELSH_COUNCIL, WELSH_COUNCILS),
    (Kind.NORTHERN_IRISH_COUNCIL, NORTHERN_IRISH_COUNCILS),
)


def kind_of(text: str) -> Kind | None:
    """The kind a name's words tell; None when they leave open that it is an English council."""
    spelling = plain(text)
    for kind, pattern in _PATTERNS:
        if pattern.search(spelling):
            return kind
    wording = take_apart(text)
    cores = {wording.core, wording.core.removesuffix(" county borough")}
    for kind, names in _ELSEWHERE:
        if cores & names or wording.plain in names:
            return kind
    return None
