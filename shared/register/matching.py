"""Finds the council that a person means by a name as people write it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.register.agreement import agreement
from shared.register.bodies import kind_of
from shared.register.councils import Council
from shared.register.kinds import COUNCIL_KINDS, REGIONS, Kind
from shared.register.names_index import NamesIndex
from shared.register.wording import Style, Wording, plain, take_apart


class How(StrEnum):
    """How a council was found, from the surest."""

    EXACT = "exact"  # its official name
    ALIAS = "alias"  # another name of it
    NORMALISED = "normalised"  # its place, and a style that fits ("Herts CC")
    LEAD = "lead"  # named in full beside a partner or a service of its own
    FUZZY = "fuzzy"  # a slip of the pen away, and nothing else near
    AMBIGUOUS = "ambiguous"  # several could be meant: no council, but candidates
    JOINT = "joint"  # several are meant: no council, all of them as candidates
    NONE = "none"


_CONFIDENCE = {
    How.EXACT: 1.0,
    How.ALIAS: 0.95,
    How.NORMALISED: 0.9,
    How.LEAD: 0.75,
    How.FUZZY: 0.7,
    How.AMBIGUOUS: 0.4,
    How.JOINT: 0.4,
    How.NONE: 0.0,
}


@dataclass(frozen=True)
class Match:
    """What a name as written was taken for.

    `council` is None unless one is meant. `candidates` are the others it could have been (or,
    without a council, the ones to choose from), the likeliest first. `kind` is the council's,
    or what the words tell of another body.
    """

    text: str
    how: How
    council: Council | None = None
    candidates: tuple[Council, ...] = ()
    kind: Kind = Kind.OTHER

    @property
    def confidence(self) -> float:
        """From 0 to 1, by the way it was found; below 0.8 a person should look."""
        return _CONFIDENCE[self.how]


_REGION_NAMES = frozenset(plain(region) for region in REGIONS)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SEPARATORS = re.compile(
    r"\s*(?:[,;/|:+&]|\s[-\u2013\u2014]\s|\b(?:and|with|plus)\b)\s*", re.IGNORECASE
)
_COUNCIL_WORDS = frozenset(
    [
        "council",
        "councils",
        "corporation",
        "authority",
        "cc",
        "bc",
        "dc",
        "mbc",
        "mdc",
        "lb",
        "lbc",
        "rb",
        "rbc",
        "ua",
        "ca",
        "mca",
        "cca",
    ]
)
_MOST_PARTS = 8
_MOST_CANDIDATES = 8

# A bare name needs this many letters a slip: others are near too (Dartford and Hartford, Norwich
# and Northwich). One that calls itself a council may be shorter.
_BARE_LETTERS_A_SLIP = 8
_MOST_LENGTH = 200


class Matcher:
    """Matches names against a set of councils; build once and keep, it holds no state."""

    def __init__(self, councils: Iterable[Council]) -> None:
        self._names = NamesIndex(councils)

    def match(self, text: str, on: date | None = None) -> Match:
        """What `text` means, where two bodies share a name the one that existed `on` that day.

        Without a day the current one is taken. An official name wins whatever the day: years
        in old records are guessed more often than names are.
        """
        whole = " ".join(text.split())[:_MOST_LENGTH]
        wording = take_apart(whole)
        if not wording.core:
            return Match(text, How.NONE)
        found = self._whole(whole, wording, on)
        if found is None:
            without = _BRACKETS.sub("", whole)
            if without != whole and without:
                found = self._whole(without, take_apart(without), on)
        found = found or self._parts(whole, on) or self._other_body(whole)
        found = found or self._near(wording, on)
        return replace(found, text=text)

    def _whole(self, text: str, wording: Wording, on: date | None) -> Match | None:
        if wording.plain in _REGION_NAMES:
            return _open(self._names.under(wording.core))
        official = self._names.official(wording.plain)
        if official:
            others = [c for c in self._names.under(wording.core) if c not in official]
            return _decided(How.EXACT, official, on, others)
        if alias := self._names.alias(wording.plain):
            return _decided(How.ALIAS, alias, on, self._names.under(wording.core))
        if fitting := _fitting(self._names.under(wording.core), wording.styles):
            rest = self._names.under(wording.core)
            how = How.NORMALISED if wording.styles else How.ALIAS
            return _decided(how, fitting, on, rest)
        if initials := self._names.initials(text):
            sure = len(initials) == 1 and text.casefold().startswith(("lb", "rb"))
            return _decided(How.ALIAS, initials, on, ()) if sure else _open(initials)
        if kind_of(text) is None and (rest := self._names.under(wording.core)):
            return _open((*rest, *self._names.under(wording.core + "shire")))
        return None

    def _parts(self, text: str, on: date | None) -> Match | None:
        """Several bodies in one name: councils together, or one with a partner or its service."""
        parts = [part for part in _SEPARATORS.split(_BRACKETS.sub("", text)) if part.strip()]
        if not 2 <= len(parts) <= _MOST_PARTS:
            return None
        named = _longest_names(parts, lambda part: self._sure(part, on))
        councils = [council for _, council in named if council]
        distinct = tuple(dict.fromkeys(councils))
        if len(distinct) > 1 and len(councils) == len(named):
            return Match(text, How.JOINT, None, distinct)
        # "Devon and Somerset Fire": only a council that calls itself one counts beside others.
        explicit = dict.fromkeys(c for part, c in named if c and _calls_itself_council(part))
        if len(explicit) == 1:
            return _found(How.LEAD, next(iter(explicit)))
        if len(explicit) > 1:
            return Match(text, How.JOINT, None, tuple(explicit))
        return None

    def _sure(self, part: str, on: date | None) -> Council | None:
        found = self._whole(part, take_apart(part), on)
        return found.council if found else None

    def _other_body(self, text: str) -> Match | None:
        kind = kind_of(text)
        return Match(text, How.NONE, kind=kind) if kind else None

    def _near(self, wording: Wording, on: date | None) -> Match:
        near = self._names.near(wording.core)
        letters = len(wording.core)
        if near and near.clear and (wording.styles or letters >= _BARE_LETTERS_A_SLIP * near.slips):
            fitting = _fitting(near.councils, wording.styles)
            return _decided(How.FUZZY, fitting, on, near.councils)
        if near:
            return _open(near.councils)
        # "Transport for London": somewhere near a council, and itself we do not know what.
        return replace(_open(self._names.within(wording.core)), kind=Kind.OTHER)


def _calls_itself_council(part: str) -> bool:
    """Whether it says so in as many words; "City of Lincoln" may be the one in Nebraska."""
    words = plain(part).split(" ")
    return words[-1] in _COUNCIL_WORDS or words[0] in _COUNCIL_WORDS


def _longest_names(
    parts: Sequence[str], council_of: Callable[[str], Council | None]
) -> list[tuple[str, Council | None]]:
    """Join neighbouring parts while they name one council: "Hammersmith", "Fulham"."""
    named: list[tuple[str, Council | None]] = []
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            text = " and ".join(parts[start:end])
            council = council_of(text)
            if council or end == start + 1:
                named.append((text, council))
                start = end
                break
    return named


def _fitting(councils: Sequence[Council], styles: frozenset[Style]) -> list[Council]:
    """The councils that the claimed styles suit best; empty when they suit none."""
    scores = [agreement(council, styles) for council in councils]
    best = max(scores, default=0)
    if best == 0:
        return []
    return [council for council, score in zip(councils, scores, strict=True) if score == best]


def _decided(
    how: How, councils: Sequence[Council], on: date | None, others: Iterable[Council]
) -> Match:
    chosen = list(councils)
    if len(chosen) > 1 and on:
        chosen = [c for c in chosen if c.exists_on(on)] or chosen
    if len(chosen) > 1:
        chosen = [c for c in chosen if c.is_current] or chosen
    everyone = dict.fromkeys((*chosen, *councils, *others))
    if len(chosen) != 1:
        return _open(everyone)
    return _found(how, chosen[0], tuple(c for c in everyone if c != chosen[0]))


def _found(how: How, council: Council, others: tuple[Council, ...] = ()) -> Match:
    return Match("", how, council, others[:_MOST_CANDIDATES], council.kind)


def _open(candidates: Iterable[Council]) -> Match:
    """No council, but the ones that a person may choose from."""
    some = tuple(dict.fromkeys(candidates))[:_MOST_CANDIDATES]
    kinds = {council.kind for council in some}
    kind = kinds.pop() if len(kinds) == 1 and kinds <= COUNCIL_KINDS else Kind.OTHER
    return Match("", How.AMBIGUOUS if some else How.NONE, None, some, kind)
