"""Recognises a council in a query, by any name it has or had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from shared.register import Council, How, Matcher, load_register, plain

_SURE = frozenset({How.EXACT, How.ALIAS, How.NORMALISED})
_MOST_NAME_WORDS = 8
_LONGEST_INITIALS = 6
# They hold names together ("City of Derby", "LB of Hounslow") and are none.
_LINKS = frozenset({"and", "of", "the", "upon", "on", "in"})
_STYLES = frozenset({"council", "borough", "city", "county", "district", "authority"}) | {
    *("metropolitan", "london", "royal", "unitary", "combined"),
    *("lb", "lbc", "rb", "rbc", "mbc", "mdc", "bc", "dc", "cc", "ua", "ca", "mca"),
}


@dataclass(frozen=True)
class Named:
    """The words from `start` up to `end` of a query name this council."""

    start: int
    end: int
    council: Council


def find_named(words: Sequence[str]) -> Named | None:
    """Return the council that the longest run of words names, or None."""
    spans = [
        (end - start, -start)
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _MOST_NAME_WORDS) + 1)
        if _could_name(words[start:end])
    ]
    for size, minus_start in sorted(spans, reverse=True):
        start = -minus_start
        council = _council(" ".join(words[start : start + size]))
        if council is not None:
            return Named(start, start + size, council)
    return None


def council_names(text: str) -> tuple[str, ...]:
    """Return the plain names that a council may be kept under, itself where none is known."""
    council = _council(" ".join(text.split()))
    return (plain(council.name),) if council else (plain(text),)


def _could_name(words: Sequence[str]) -> bool:
    """Whether it is worth asking: every word occurs in names, and one of them in no other role."""
    spelled = [plain(word) for word in words]
    if spelled[0] in _LINKS - {"the"} or spelled[-1] in _LINKS:
        return False
    known = all(
        set(spelling.split(" ")) <= _name_words() or _may_be_initials(word)
        for word, spelling in zip(words, spelled, strict=True)
    )
    return known and any(spelling not in _LINKS | _STYLES for spelling in spelled)


def _may_be_initials(word: str) -> bool:
    return len(word) <= _LONGEST_INITIALS and word.casefold().startswith(("lb", "rb"))


@lru_cache(maxsize=4096)
def _council(text: str) -> Council | None:
    match = _matcher().match(text)
    return match.council if match.how in _SURE else None


@cache
def _matcher() -> Matcher:
    return Matcher(load_register().councils)


@cache
def _name_words() -> frozenset[str]:
    names = [
        name
        for council in load_register().councils
        for name in (council.name, council.short_name, *council.other_names)
    ]
    return frozenset(word for name in names for word in plain(name).split()) | _LINKS | _STYLES
