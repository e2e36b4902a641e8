"""What a query is taken to mean, as facts, and the numbers that weigh and bound it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from shared.refusals import Invalid

MOST_QUERY_LETTERS = 500
MOST_WORDS = 24
SHORTEST_PREFIX_LETTERS = 4
MOST_EXPANSIONS = 5
LOOSENED = 0.6
"""What a word found only by loosening counts for, beside one found as written."""

SNIPPET_LETTERS = 280
_READ_LETTERS = 4000
_MOST_WINDOWS = 50
_ACCENTED = re.compile("[\u00c0-\u1fff\ufb00-\uffff]")
_WORD = re.compile("[^\\W_]+(?:['\u2018\u2019\u02bc`\u00b4][^\\W_]+)*")

# How finely the words of a query are told apart by rarity: the rarest counts this many units.
_MOST_UNITS = 6
_UNFOUND = 1.5
# The share of a query that a result has to cover, of one idea, of two, and so on.
_SHARES = (0.55, 0.4, 0.35, 0.3)
_ONE_TYPO_LETTERS = 4
_TWO_TYPOS_LETTERS = 8

# They carry no meaning of their own, and in a small catalogue some of them would count as rare.
FUNCTION_WORDS = frozenset(
    """
    a an and any are as at be been being but by can could did do does for from had has have
    how i if in into is it its me my no not of on or our ours should so some such than that
    the their them then there these they this those to us was we were what when where which
    who whom whose why will with would you your
    """.split()  # noqa: SIM905 - sixty quoted words read worse
)


class Sort(StrEnum):
    """The orders that results can be asked for in."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    MOST_READ = "most_read"


class BadCursor(Invalid):
    """A cursor that no answer to this search gave."""

    def __init__(self) -> None:
        super().__init__(
            "This cursor is not one we gave for this search. Start again without it.",
            pointer="/cursor",
        )


class Step(StrEnum):
    """What was done to a query before it was answered."""

    CORRECTED = "corrected"
    EXPANDED = "expanded"
    DROPPED = "dropped"
    COUNCIL = "council"


@dataclass(frozen=True)
class Note:
    """One thing done to a query: `source` as it was written, `target` as it was taken."""

    kind: Step
    source: str
    target: str | None


@dataclass(frozen=True)
class Sought:
    """One idea of a query; a result has it when any of the spellings occurs.

    Spellings are stems in a row. `looser` ones count for less than `spellings`, `body` is a name
    that an organisation is kept under and beats both. `weight` says how rare the idea is.
    """

    spellings: tuple[tuple[str, ...], ...]
    weight: float
    looser: tuple[tuple[str, ...], ...] = ()
    body: str | None = None


@dataclass(frozen=True)
class Plan:
    """What is sought, what of the query was found nowhere (its weights), and what was done."""

    sought: tuple[Sought, ...] = ()
    unfound: tuple[float, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for, so that everything is shown."""
        return not self.sought and not self.unfound


@dataclass(frozen=True)
class Floor:
    """How many units each idea counts and how many a result needs to be one at all."""

    units: tuple[int, ...]
    needed: int


def rarity(documents_with: int, documents: int) -> float:
    """How much a word tells: BM25's inverse document frequency, never nothing."""
    found = min(documents_with, documents)
    return max(0.1, math.log(1 + (documents - found + 0.5) / (found + 0.5)))


def floor_of(plan: Plan) -> Floor:
    """A result has to cover a share of the query by rarity, less of a longer one."""
    weights = [idea.weight for idea in plan.sought]
    heaviest = max([*weights, *plan.unfound], default=1.0)

    def units(weight: float) -> int:
        return max(2, round(_MOST_UNITS * weight / heaviest))

    counted = tuple(units(weight) for weight in weights)
    # What nobody writes about tells most: without it, the rest of a short query means little.
    missing = sum(_UNFOUND * units(weight) for weight in plan.unfound)
    shares = _SHARES[: len(weights) + len(plan.unfound)]
    return Floor(counted, math.ceil(min(shares, default=0) * (sum(counted) + missing)))


def looser_units(units: int) -> int:
    """What a looser spelling counts: always less than the one that was written."""
    return max(1, min(units - 1, math.ceil(units * LOOSENED)))


def typos_forgiven(word: str) -> int:
    """How many slips may lie between an unknown word and a known one."""
    if len(word) < _ONE_TYPO_LETTERS:
        return 0
    return 2 if len(word) >= _TWO_TYPOS_LETTERS else 1


def without_repeats(words: Iterable[str], key: Callable[[str], str]) -> list[str]:
    """The words of a query, each once by its key."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(key(word), word)
    return list(first.values())


def snippet(text: str, is_match: Callable[[str], bool], beginnings: Sequence[str]) -> str:
    """Return the part of a text with most of what was sought, as HTML with it in `<mark>`.

    Only words that begin with one of `beginnings`, in lower case, are asked about.
    """
    beginning = text[:_READ_LETTERS]
    spans = _spans(beginning, is_match, beginnings)
    start, end = _window(beginning, spans)
    pieces, at = ["\u2026" if start else ""], start
    for first, last in spans:
        if start <= first and last <= end:
            pieces.append(f"{escape(text[at:first])}<mark>{escape(text[first:last])}</mark>")
            at = last
    pieces.append(escape(text[at:end]))
    return "".join([*pieces, "\u2026" if end < len(text) else ""])


def _spans(
    text: str, is_match: Callable[[str], bool], beginnings: Sequence[str]
) -> list[tuple[int, int]]:
    """Where the sought words are; accented letters may hide a beginning, then all are asked."""
    if _ACCENTED.search(text):
        return [found.span() for found in _WORD.finditer(text) if is_match(found.group())]
    lowered = text.lower()
    spans = set()
    for beginning in beginnings:
        at = lowered.find(beginning)
        while at >= 0:
            found = _WORD.match(text, at)
            if found and not (at and text[at - 1].isalnum()) and is_match(found.group()):
                spans.add(found.span())
            at = lowered.find(beginning, at + 1)
    return sorted(spans)


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch with most matches, beginning and ending between words."""
    if len(text) <= SNIPPET_LETTERS:
        return 0, len(text)

    def matches_from(place: int) -> int:
        reach = spans[place][0] + SNIPPET_LETTERS * 3 // 4
        return sum(1 for first, _ in spans[place:] if first < reach)

    start = 0
    if spans and spans[-1][1] > SNIPPET_LETTERS:
        densest = max(range(min(len(spans), _MOST_WINDOWS)), key=matches_from)
        start = max(0, spans[densest][0] - SNIPPET_LETTERS // 4)
        start = text.rfind(" ", 0, start) + 1
    end = start + SNIPPET_LETTERS
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, min(end, len(text))
