"""Reads a query: its words, a council in it, what is unknown and what that was taken for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.catalogue.search.gateways import View, stem, whole, written_words
from services.catalogue.search.gateways.engine import (
    documents_of,
    documents_with,
    phrases_found,
)
from services.catalogue.search.queries.councils import Named, find_named
from services.catalogue.search.queries.spelling import Guess, find_guess, find_parts
from services.catalogue.search.rules import (
    FUNCTION_WORDS,
    LOOSENED,
    MOST_WORDS,
    Note,
    Plan,
    Sought,
    Step,
    rarity,
    without_repeats,
)
from shared.register import plain

Reading = tuple[list[Sought], list[float], list[Note]]


@dataclass(frozen=True)
class Joined:
    """Two words of a query that texts write as one."""

    apart: str
    together: str


def understand(view: View, text: str, *, exact: bool = False) -> Plan:
    """Return what a query seeks; `exact` takes it as it is written, with nothing loosened."""
    words = written_words(text)
    named = None if exact else _named(view, words)
    sought, unfound, notes = _council(view, words, named) if named else ([], [], [])
    rest = [*words[: named.start], *words[named.end :]] if named else words
    kept = _meaningful(rest, alone=not named)
    if len(kept) > MOST_WORDS:
        notes.append(Note(Step.DROPPED, " ".join(kept[MOST_WORDS:]), None))
    kept = kept[:MOST_WORDS]
    joined = {} if exact else dict(_joined(view, rest))
    for word in kept:
        more = _word(view, word, joined, exact=exact)
        sought += more[0]
        unfound += more[1]
        notes += more[2]
    return Plan(tuple(sought), tuple(unfound), tuple(dict.fromkeys(notes)))


def _meaningful(words: Sequence[str], *, alone: bool) -> list[str]:
    """The words that carry meaning; when none does, all of them are what was asked for."""
    telling = [word for word in words if whole(word) not in FUNCTION_WORDS]
    return without_repeats(telling or (list(words) if alone else []), key=stem)


def _named(view: View, words: Sequence[str]) -> Named | None:
    """The council that is named, unless by an ordinary word that others use among other words."""
    named = find_named(words)
    if named is None or named.end - named.start > 1 or len(words) == 1:
        return named
    word = words[named.start]
    body = plain(named.council.name)
    ordinary = word.islower() and (
        phrases_found(view, [stem(word)], without_body=body) > documents_of(view, body)
    )
    return None if ordinary else named


def _council(view: View, words: Sequence[str], named: Named) -> Reading:
    """Its innovations first, then texts that mention the name as it was written."""
    written = words[named.start : named.end]
    body = plain(named.council.name)
    stems = tuple(stem(word) for word in written)
    found = documents_of(view, body)
    mentioned = all(documents_with(view, one) for one in stems)
    weight = rarity(found, view.searcher.num_docs)
    note = Note(Step.COUNCIL, " ".join(written), named.council.name)
    notes = [] if plain(" ".join(written)) == body else [note]
    if not found and not mentioned:
        return [], [weight], notes
    return [Sought((stems,) if mentioned else (), weight, body=body)], [], notes


def _joined(view: View, words: Sequence[str]) -> Iterator[tuple[str, Joined]]:
    """Each word that makes a known one with its neighbour ("park land"), with both."""
    for first, second in pairwise(words):
        together = whole(first) + whole(second)
        if {whole(first), whole(second)} & FUNCTION_WORDS:
            continue
        if documents_with(view, stem(together)):
            pair = Joined(f"{first} {second}", together)
            yield first, pair
            yield second, pair


def _word(view: View, word: str, joined: dict[str, Joined], *, exact: bool) -> Reading:
    one = stem(word)
    documents = view.searcher.num_docs
    found = documents_with(view, one)
    if found:
        looser, notes = ((), []) if exact else _looser(view, word, joined)
        return [Sought(((one,),), rarity(found, documents), looser)], [], notes
    guess = None if exact else _guess(view, word, joined)
    if guess is None:
        return [], [rarity(0, documents)], [Note(Step.DROPPED, word, None)]
    common = max(documents_with(view, stems[0]) for stems in guess.spellings)
    weight = LOOSENED * rarity(common, documents)
    written = joined[word].apart if word in joined else word
    return [Sought(guess.spellings, weight)], [], [Note(guess.kind, written, guess.said)]


def _looser(
    view: View, word: str, joined: dict[str, Joined]
) -> tuple[tuple[tuple[str, ...], ...], list[Note]]:
    """Other ways to write a word that exists: joined to its neighbour, or as two words."""
    if word in joined:
        pair = joined[word]
        return ((stem(pair.together),),), [Note(Step.EXPANDED, pair.apart, pair.together)]
    parts = find_parts(view, word)
    if parts is None:
        return (), []
    stems = (stem(parts[0]), stem(parts[1]))
    return (stems,), [Note(Step.EXPANDED, word, " ".join(parts))]


def _guess(view: View, word: str, joined: dict[str, Joined]) -> Guess | None:
    if word in joined:
        together = joined[word].together
        return Guess(Step.EXPANDED, ((stem(together),),), together)
    return find_guess(view, word)
