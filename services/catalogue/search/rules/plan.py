"""What is sought, how surely each way of saying it counts, and what was done to the query."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.refusals import Invalid

MOST_QUERY_LETTERS = 500
MOST_WORDS = 24
SHORTEST_PREFIX_LETTERS = 4
MOST_EXPANSIONS = 5

_ONE_TYPO_LETTERS = 4
_TWO_TYPOS_LETTERS = 8

# They carry no meaning of their own, and in a small catalogue some of them would count as rare.
FUNCTION_WORDS = frozenset(
    """
    a about after all also an and any are as at be because been before being between but by can cannot could
    did do does doing during each for from get gets getting had has have how i if in into is it its
    like make makes making me might more most my no not of off on or other our ours out over own
    shall should so some such than that the their them then there these they this those through to
    too try under up us use used using via want was way ways we were what when where which while who
    whom whose why will with within without would you your
    """.split()  # noqa: SIM905 - a hundred quoted words read worse
)


# Nearly every innovation is one of a council that helps somebody by a new scheme.
GENERIC_WORDS = frozenset(
    """
    activity approach area areas around authorities authority based best better case change
    changed changing council councils easier easy encourage encouraging ensure ensuring event
    example examples fast faster gave give giving go going good great help helped helping helps
    idea ideas improve improved improvement improving increase increasing initiative innovation
    innovations innovative issue issues kind left less local look looking manage managing model
    need needs new number offer offering often people person place places practice prepare
    prepared preparing problem problems programme programmes project projects provide providing
    put quick quicker quickly reduce reducing scheme schemes service services set start started
    studies study support supporting system tackle tackling thing things time times type waiting
    work working works year years
    """.split()  # noqa: SIM905
)
GENERIC = 0.35
"""What such a word counts for beside one that is as rare and tells something."""
NAME, LONG_NAME = 1.3, 1.8
"""What a name of the vocabulary, of one word or several, counts for beside a word that is none."""


class Share:
    """How much of an idea a text covers that says it in a certain way; as written it is 1."""

    WRITTEN = 1.0
    INFLECTED = 0.95
    RESPELLED = 0.9
    WRITTEN_NEAR = 0.9
    SAME = 0.8
    SAME_NEAR = 0.75
    NARROWER = 0.7
    NARROWER_NEAR = 0.65
    WRITTEN_APART = 0.6
    SAME_APART = 0.55
    DERIVED = 0.5
    WEAK = 0.3


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
    """One thing done to a query: `source` as it was written, `target` as it was taken.

    `detail` is a sentence that says more, where there is more to say.
    """

    kind: Step
    source: str
    target: str | None
    detail: str = ""


class Form(StrEnum):
    """How the words of a spelling are looked up."""

    ROW = "row"  # stems in a row
    NEAR = "near"  # stems close to each other
    APART = "apart"  # stems anywhere in a text
    WHOLE = "whole"  # one word, unstemmed
    CAPITALS = "capitals"  # one word that is written in capitals


@dataclass(frozen=True)
class Spelling:
    """One way in which a text may say something."""

    words: tuple[str, ...]
    form: Form = Form.ROW


@dataclass(frozen=True)
class Level:
    """Spellings that count the same `share` of an idea."""

    share: float
    spellings: tuple[Spelling, ...]


@dataclass(frozen=True)
class Body:
    """An organisation that was named, in plain spelling; its own entries go before its family's."""

    name: str


@dataclass(frozen=True)
class Sought:
    """One idea of a query; `levels` are the ways to say it, the surest first.

    `scored` are the stems that are scored by how often texts have them. `weight` says how rare
    the idea is.
    """

    levels: tuple[Level, ...]
    weight: float
    scored: tuple[str, ...] = ()
    body: Body | None = None


@dataclass(frozen=True)
class Plan:
    """What is sought, what of the query was found nowhere (its weights), and what was done."""

    sought: tuple[Sought, ...] = ()
    unfound: tuple[float, ...] = ()
    notes: tuple[Note, ...] = ()
    has_words: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, so that everything is shown."""
        return not self.sought and not self.unfound and not self.has_words


def rarity(documents_with: int, documents: int) -> float:
    """How much a word tells: BM25's inverse document frequency, never nothing."""
    found = min(documents_with, documents)
    return max(0.1, math.log(1 + (documents - found + 0.5) / (found + 0.5)))


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
