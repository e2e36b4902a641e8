"""How an organisation's name is worded: its plain spelling, its core, and the style it claims."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from rapidfuzz.distance import OSA


class Style(Enum):
    """What a name says its body is ("LB", "MBC", "County Council")."""

    COUNCIL = auto()
    COUNTY = auto()
    CITY = auto()
    COUNTY_OR_CITY = auto()
    BOROUGH = auto()
    DISTRICT = auto()
    METROPOLITAN = auto()
    LONDON = auto()
    ROYAL = auto()
    UNITARY = auto()
    COMBINED = auto()


@dataclass(frozen=True)
class Wording:
    """A name taken apart: "LB Hounslow" is the core "hounslow" claiming to be in London."""

    plain: str
    core: str
    styles: frozenset[Style]


_PREFIXES: dict[str, tuple[Style, ...]] = {
    "london borough of": (Style.LONDON,),
    "london borough": (Style.LONDON,),
    "lb of": (Style.LONDON,),
    "lb": (Style.LONDON,),
    "royal borough of": (Style.ROYAL,),
    "royal borough": (Style.ROYAL,),
    "rb of": (Style.ROYAL,),
    "rb": (Style.ROYAL,),
    "metropolitan borough of": (Style.METROPOLITAN,),
    "metropolitan district of": (Style.METROPOLITAN,),
    "borough council of": (Style.BOROUGH,),
    "borough of": (Style.BOROUGH,),
    "district of": (Style.DISTRICT,),
    "city council of": (Style.CITY,),
    "city of": (Style.CITY,),
    "county of": (Style.COUNTY,),
    "council of the": (Style.COUNCIL,),
    "council of": (Style.COUNCIL,),
    "the": (),
}

_SUFFIXES: dict[str, tuple[Style, ...]] = {
    "london borough council": (Style.LONDON,),
    "london borough": (Style.LONDON,),
    "london boro": (Style.LONDON,),
    "royal borough council": (Style.ROYAL,),
    "royal borough": (Style.ROYAL,),
    "metropolitan borough council": (Style.METROPOLITAN,),
    "metropolitan district council": (Style.METROPOLITAN,),
    "metropolitan borough": (Style.METROPOLITAN,),
    "metropolitan district": (Style.METROPOLITAN,),
    "metropolitan council": (Style.METROPOLITAN,),
    "met borough council": (Style.METROPOLITAN,),
    "city and district council": (Style.CITY, Style.DISTRICT),
    "mayoral combined county authority": (Style.COMBINED,),
    "mayoral combined authority": (Style.COMBINED,),
    "combined county authority": (Style.COMBINED,),
    "combined authority": (Style.COMBINED,),
    "mayoral authority": (Style.COMBINED,),
    "county council": (Style.COUNTY,),
    "city council": (Style.CITY,),
    "borough council": (Style.BOROUGH,),
    "district council": (Style.DISTRICT,),
    "unitary authority": (Style.UNITARY,),
    "unitary council": (Style.UNITARY,),
    "unitary": (Style.UNITARY,),
    # As catalogues invert it: "Bristol, City of".
    "city of": (Style.CITY,),
    "county of": (Style.COUNTY,),
    "borough of": (Style.BOROUGH,),
    "london borough of": (Style.LONDON,),
    "royal borough of": (Style.ROYAL,),
    "councils": (Style.COUNCIL,),
    "council": (Style.COUNCIL,),
    "corporation": (Style.COUNCIL,),
    "authority": (),
    "county": (Style.COUNTY,),
    "city": (Style.CITY,),
    "borough": (Style.BOROUGH,),
    "district": (Style.DISTRICT,),
    "lbc": (Style.LONDON,),
    "lb": (Style.LONDON,),
    "rbc": (Style.ROYAL,),
    "rb": (Style.ROYAL,),
    "mbc": (Style.METROPOLITAN,),
    "mdc": (Style.METROPOLITAN,),
    "bc": (Style.BOROUGH,),
    "dc": (Style.DISTRICT,),
    "cc": (Style.COUNTY_OR_CITY,),
    "ua": (Style.UNITARY,),
    "mcca": (Style.COMBINED,),
    "mca": (Style.COMBINED,),
    "cca": (Style.COMBINED,),
    "ca": (Style.COMBINED,),
}

# Names that a style word is part of: what is left without it would be somewhere else.
_WHOLE = frozenset({"city of london", "city and county of the city of london"})

# Never written as a name of its own, always short for a word.
_SHORT_WORDS = {
    "beds": "bedfordshire",
    "berks": "berkshire",
    "bucks": "buckinghamshire",
    "cambs": "cambridgeshire",
    "ches": "cheshire",
    "derbys": "derbyshire",
    "glos": "gloucestershire",
    "gloucs": "gloucestershire",
    "hants": "hampshire",
    "herefs": "herefordshire",
    "herts": "hertfordshire",
    "hunts": "huntingdonshire",
    "lancs": "lancashire",
    "leics": "leicestershire",
    "lincs": "lincolnshire",
    "northants": "northamptonshire",
    "northumb": "northumberland",
    "notts": "nottinghamshire",
    "oxon": "oxfordshire",
    "salop": "shropshire",
    "shrops": "shropshire",
    "staffs": "staffordshire",
    "warks": "warwickshire",
    "wilts": "wiltshire",
    "worcs": "worcestershire",
    "yorks": "yorkshire",
    "saint": "st",
    "mids": "midlands",
    "metro": "metropolitan",
    "boro": "borough",
}

# Points of the compass are short for a word only in front of another word.
_COMPASS = {
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "ne": "north east",
    "nw": "north west",
    "se": "south east",
    "sw": "south west",
}

_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`]")
_NOT_WORDS = re.compile(r"[\W_]+")
_SIGNS = str.maketrans({"&": " and ", "+": " and "})


def plain(text: str) -> str:
    """A name in one spelling: lower case, no accents or punctuation, words written out."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    if not folded.isascii():
        folded = "".join(c for c in folded if not unicodedata.combining(c))
    folded = _APOSTROPHES.sub("", _INITIALS.sub("", folded)).translate(_SIGNS)
    words = _NOT_WORDS.sub(" ", folded).split()
    last = len(words) - 1
    return " ".join(_written_out(word, is_last=place == last) for place, word in enumerate(words))


def _written_out(word: str, *, is_last: bool) -> str:
    if word in _COMPASS and not is_last:
        return _COMPASS[word]
    if word.startswith("co") and word != "councils" and OSA.distance(word, "council") == 1:
        return "council"
    return _SHORT_WORDS.get(word, word)


def take_apart(text: str) -> Wording:
    """Separate what a body is called from what it says it is."""
    whole = plain(text)
    core, styles = whole, frozenset[Style]()
    # "Liverpool City CA" is not Liverpool: nothing more is style once a body is a combined one.
    while core not in _WHOLE and Style.COMBINED not in styles:
        shorter, claimed = _without_one_style(core)
        if shorter == core:
            break
        core, styles = shorter, styles | frozenset(claimed)
    return Wording(whole, core, styles)


def _without_one_style(core: str) -> tuple[str, tuple[Style, ...]]:
    words = core.split(" ")
    for size in (4, 3, 2, 1):
        if len(words) <= size:
            continue
        if (styles := _SUFFIXES.get(" ".join(words[-size:]))) is not None:
            return " ".join(words[:-size]), styles
        if (styles := _PREFIXES.get(" ".join(words[:size]))) is not None:
            return " ".join(words[size:]), styles
    return core, ()
