"""Finds what an unknown word of a query may have been meant to be, among the words that exist."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.catalogue.search.gateways import View, stem, whole
from services.catalogue.search.gateways.engine import (
    documents_with,
    phrases_found,
    words_beginning,
)
from services.catalogue.search.rules import (
    MOST_EXPANSIONS,
    SHORTEST_PREFIX_LETTERS,
    Lexicon,
    typos_forgiven,
)

_SHORTEST_PART_LETTERS = 3


@dataclass(frozen=True)
class Guess:
    """What a word is taken for: stems in a row, alternatives beside each other, and as words."""

    spellings: tuple[tuple[str, ...], ...]
    said: str


def find_guess(view: View, word: str) -> Guess | None:
    """Return what an unknown word is the beginning of, or which two words it consists of."""
    letters = whole(word)
    if not letters.isalpha():
        return None
    return _beginning(view, letters) or _apart(view, letters)


def find_parts(view: View, word: str) -> tuple[str, str] | None:
    """Return the two words that one word consists of, when texts have them beside each other."""
    letters = whole(word)
    best: tuple[int, tuple[str, str]] | None = None
    for cut in range(_SHORTEST_PART_LETTERS, len(letters) - _SHORTEST_PART_LETTERS + 1):
        parts = (letters[:cut], letters[cut:])
        stems = [stem(part) for part in parts]
        if all(documents_with(view, one) for one in stems):
            found = phrases_found(view, stems)
            if found and (best is None or found > best[0]):
                best = (found, parts)
    return best[1] if best else None


def find_slip(view: View, word: str, lexicon: Lexicon) -> str | None:
    """The nearest word with the same first letter, of equally near ones the commonest.

    Words of the vocabulary count too: what they stand for may be in the catalogue.
    """
    letters = whole(word)
    forgiven = typos_forgiven(letters) if letters.isalpha() else 0
    if not forgiven:
        return None
    known = {name: 0 for name in lexicon.words if name[0] == letters[0]}
    known |= dict(words_beginning(view, letters[0]))
    near = process.extract(
        letters, list(known), scorer=OSA.distance, score_cutoff=forgiven, limit=20
    )
    if not near:
        return None
    return min(near, key=lambda found: (found[1], -known[found[0]], found[0]))[0]


def _beginning(view: View, letters: str) -> Guess | None:
    if len(letters) < SHORTEST_PREFIX_LETTERS:
        return None
    words = [word for word, _ in words_beginning(view, letters)]
    stems = list(dict.fromkeys(stem(word) for word in words))[:MOST_EXPANSIONS]
    if not stems:
        return None
    shown = [next(word for word in words if stem(word) == one) for one in stems]
    return Guess(tuple((one,) for one in stems), ", ".join(shown))


def _apart(view: View, letters: str) -> Guess | None:
    parts = find_parts(view, letters)
    if parts is None:
        return None
    return Guess(((stem(parts[0]), stem(parts[1])),), " ".join(parts))
