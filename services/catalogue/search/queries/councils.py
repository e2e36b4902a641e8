"""Recognises a council in a query, by any name it has or had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.catalogue.organisations.queries import Bodies
from shared.register import Council, How, plain

_SURE = frozenset({How.EXACT, How.ALIAS, How.NORMALISED})
_MOST_NAME_WORDS = 8
_LONGEST_INITIALS = 6
_MOST_TOLD = 4
# They hold names together ("City of Derby", "LB of Hounslow") and are none.
_LINKS = frozenset({"and", "of", "the", "upon", "on", "in"})
_STYLES = frozenset({"council", "borough", "city", "county", "district", "authority"}) | {
    *("metropolitan", "london", "royal", "unitary", "combined"),
    *("lb", "lbc", "rb", "rbc", "mbc", "mdc", "bc", "dc", "cc", "ua", "ca", "mca"),
}


@dataclass(frozen=True)
class Named:
    """The words from `start` up to `end` of a query name this organisation."""

    start: int
    end: int
    council: Council


class CouncilNames:
    """The names of all organisations as they are at one moment."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        names = [
            name
            for council in bodies.register.councils
            for name in (council.name, council.short_name, *council.other_names)
        ]
        words = frozenset(word for name in names for word in plain(name).split())
        self._words = words | _LINKS | _STYLES
        self.find = lru_cache(maxsize=4096)(self._find)
        self.find("council")  # builds the matcher now rather than in somebody's search

    def find_named(self, words: Sequence[str]) -> Named | None:
        """Return the organisation that the longest run of words names, or None."""
        spelled = [plain(word) for word in words]
        usable = [
            set(spelling.split(" ")) <= self._words or _may_be_initials(word)
            for word, spelling in zip(words, spelled, strict=True)
        ]
        spans = [
            (end - start, -start)
            for start in range(len(words))
            for end in range(start + 1, min(len(words), start + _MOST_NAME_WORDS) + 1)
            if all(usable[start:end]) and _could_name(spelled[start:end])
        ]
        for size, minus_start in sorted(spans, reverse=True):
            start = -minus_start
            council = self.find(" ".join(words[start : start + size]))
            if council is not None:
                return Named(start, start + size, council)
        return None

    def plain_names(self, text: str) -> tuple[str, ...]:
        """Return the plain names that a council may be kept under, itself where none is known."""
        council = self.find(" ".join(text.split()))
        return (plain(council.name),) if council else (plain(text),)

    def history(self, council: Council) -> str:
        """Say who came before or after an organisation and is found with it; "" when nobody is."""
        later = self._bodies.register.successors_of(council.id)
        if later:
            return f"It was replaced by {_told(later)}, whose innovations are included."
        earlier = self._bodies.register.ancestors_of(council.id)
        if earlier:
            return f"Innovations of {_told(earlier)}, which it replaced, are included."
        return ""

    def _find(self, text: str) -> Council | None:
        match = self._bodies.match(text)
        return match.council if match.how in _SURE else None


def _told(councils: Sequence[Council]) -> str:
    names = [council.name for council in councils]
    if len(names) > _MOST_TOLD:
        return f"{', '.join(names[:_MOST_TOLD])} and {len(names) - _MOST_TOLD} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _could_name(spelled: Sequence[str]) -> bool:
    """Whether it is worth asking: one of the words occurs in names in no other role."""
    if spelled[0] in _LINKS - {"the"} or spelled[-1] in _LINKS:
        return False
    return any(spelling not in _LINKS | _STYLES for spelling in spelled)


def _may_be_initials(word: str) -> bool:
    return len(word) <= _LONGEST_INITIALS and word.casefold().startswith(("lb", "rb"))
