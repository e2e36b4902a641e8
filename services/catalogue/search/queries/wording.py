"""Reads the words of a query: how texts may say each of them, and what was done to find that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Self

from services.catalogue.search.gateways import View, stem, whole, written_words
from services.catalogue.search.gateways.engine import (
    documents_with,
    documents_with_capitals,
    documents_with_word,
    phrases_found,
)
from services.catalogue.search.queries.expanding import NOTHING, Expanded, expand
from services.catalogue.search.queries.spelling import find_guess, find_parts, find_slip
from services.catalogue.search.rules import (
    FUNCTION_WORDS,
    GENERIC,
    GENERIC_WORDS,
    LONG_NAME,
    NAME,
    Form,
    Level,
    Lexicon,
    Note,
    Share,
    Sought,
    Spelling,
    Step,
    Word,
    inflections,
    light,
    number_forms,
    rarity,
    respelled,
)


@dataclass
class Reading:
    """What some words of a query were taken for."""

    sought: list[Sought] = field(default_factory=list)
    unfound: list[float] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __iadd__(self, other: Reading) -> Self:
        self.sought += other.sought
        self.unfound += other.unfound
        self.notes += other.notes
        return self


@dataclass(frozen=True)
class Asked:
    """A word of a query, or a name of several, with what the vocabulary makes of it."""

    words: tuple[str, ...]
    expanded: Expanded = NOTHING

    @property
    def telling(self) -> tuple[str, ...]:
        """Its words without those that carry no meaning of their own."""
        return tuple(w for w in self.words if whole(w) not in FUNCTION_WORDS) or self.words


@lru_cache(maxsize=50_000)
def _compared(word: str) -> Word:
    return Word(light(whole(word)), stem(word))


def compared(text: str) -> list[Word]:
    """Return the words of a text as they are compared with the vocabulary's."""
    return [_compared(word) for word in written_words(text)]


def corrected(view: View, lexicon: Lexicon, words: Sequence[str], notes: list[Note]) -> list[str]:
    """Return the words with slips mended; a word that exists is never one."""
    together = {word for word, _ in _joined(view, words)}
    return [word if word in together else _mended(view, lexicon, word, notes) for word in words]


def _mended(view: View, lexicon: Lexicon, word: str, notes: list[Note]) -> str:
    one = stem(word)
    letters = whole(word)
    if not one or letters in FUNCTION_WORDS or documents_with(view, one) or lexicon.is_real(one):
        return word
    if any(documents_with(view, stem(other)) for other in respelled(letters)):
        return word
    if find_guess(view, word):
        return word
    slip = find_slip(view, word, lexicon)
    if slip is None:
        return word
    notes.append(Note(Step.CORRECTED, word, slip))
    return slip


def read_words(
    view: View, lexicon: Lexicon | None, words: Sequence[str], *, alone: bool
) -> Reading:
    """Return what the words seek; without a vocabulary they are taken as they are written."""
    joined = dict(_joined(view, words)) if lexicon else {}
    reading = Reading()
    seen: set[tuple[str, ...]] = set()
    for asked in _asked(view, lexicon, words, alone=alone):
        stems = tuple(stem(word) for word in asked.telling)
        if stems not in seen and any(stems):
            seen.add(stems)
            reading += _read(view, lexicon, asked, joined)
    return reading


def _asked(
    view: View, lexicon: Lexicon | None, words: Sequence[str], *, alone: bool
) -> list[Asked]:
    """What a query asks for; where no word carries meaning, all of them."""
    found = lexicon.find(words, [_compared(word) for word in words]) if lexicon else []
    starts = {one.start: one for one in found}
    asked, place = [], 0
    while place < len(words):
        if one := starts.get(place):
            asked.append(Asked(tuple(words[place : one.end]), expand(view, one, words)))
            place = one.end
            continue
        if whole(words[place]) not in FUNCTION_WORDS:
            asked.append(Asked((words[place],)))
        place += 1
    return asked or ([Asked((word,)) for word in words] if alone else [])


def _read(
    view: View, lexicon: Lexicon | None, asked: Asked, joined: dict[str, tuple[str, str]]
) -> Reading:
    documents = view.searcher.num_docs
    levels, notes = _as_written(view, lexicon, asked), list(asked.expanded.notes)
    is_written = any(level.share > Share.WRITTEN_APART for level in levels)
    if lexicon and len(asked.words) == 1:
        more = _loosened(view, lexicon, asked, joined, is_written=bool(levels))
        levels, notes = [*levels, *more[0]], [*more[1], *notes]
    levels += asked.expanded.levels
    if not is_written:
        levels += asked.expanded.weak
    if not levels:
        words = " ".join(asked.words)
        worth = GENERIC if all(whole(word) in GENERIC_WORDS for word in asked.telling) else 1.0
        note = Note(Step.DROPPED, words, None)
        return Reading(unfound=[worth * rarity(0, documents)], notes=[note])
    weight = rarity(_documents_of(view, levels), documents)
    is_generic = all(whole(word) in GENERIC_WORDS for word in asked.telling)
    if is_generic:
        weight *= GENERIC
    elif asked.expanded is not NOTHING:
        weight *= NAME if len(asked.words) == 1 else LONG_NAME
    is_scored = is_written and not is_generic and not asked.expanded.in_capitals
    scored = asked.telling if is_scored else ()
    known = tuple(stem(word) for word in scored if documents_with(view, stem(word)))
    ordered = tuple(sorted(levels, key=lambda level: -level.share))
    return Reading([Sought(ordered, weight, known)], notes=notes)


def _documents_of(view: View, levels: Sequence[Level]) -> int:
    """How many innovations say it about as it is written, or else in the next best way."""
    surest = max(levels, key=lambda level: level.share)
    return max(_documents(view, one) for one in surest.spellings)


def _documents(view: View, spelling: Spelling) -> int:
    if spelling.form is Form.WHOLE:
        return documents_with_word(view, spelling.words[0])
    if spelling.form is Form.CAPITALS:
        return documents_with_capitals(view, spelling.words[0])
    if spelling.form is Form.APART or len(spelling.words) == 1:
        return min(documents_with(view, word) for word in spelling.words)
    return phrases_found(view, spelling.words, near=True)


def _as_written(view: View, lexicon: Lexicon | None, asked: Asked) -> list[Level]:
    """The word itself, then its other endings; of a name all its words, then each alone."""
    word = asked.telling[0]
    if asked.expanded.in_capitals:
        spelling = Spelling((word,), Form.CAPITALS)
        return [Level(Share.WRITTEN, (spelling,))] if _documents(view, spelling) else []
    if len(asked.words) == 1:
        return _endings(view, lexicon, word)
    stems = tuple(stem(word) for word in asked.telling)
    alone = tuple(Spelling((one,)) for one in stems if documents_with(view, one))
    levels = [Level(Share.WEAK, alone)] if alone else []
    if len(alone) == len(stems):
        if len(stems) > 1:
            levels.append(Level(Share.WRITTEN_APART, (Spelling(stems, Form.APART),)))
            if phrases_found(view, stems, near=True):
                levels.append(Level(Share.WRITTEN_NEAR, (Spelling(stems, Form.NEAR),)))
        row = tuple(stem(word) for word in asked.words)
        if phrases_found(view, row):
            levels.append(Level(Share.WRITTEN, (Spelling(row),)))
    return levels


def _endings(view: View, lexicon: Lexicon | None, word: str) -> list[Level]:
    one, letters = stem(word), whole(word)
    if not documents_with(view, one):
        return []
    own = [form for form in number_forms(letters) if documents_with_word(view, form)]
    others = [
        form
        for form in inflections(letters)
        if form not in own and stem(form) == one and documents_with_word(view, form)
    ]
    apart = [
        form for form in others if lexicon and lexicon.tells_apart(light(letters), light(form))
    ]
    levels = [
        Level(Share.WRITTEN, tuple(Spelling((form,), Form.WHOLE) for form in own)),
        Level(
            Share.INFLECTED,
            tuple(Spelling((form,), Form.WHOLE) for form in others if form not in apart),
        ),
        Level(Share.DERIVED if not apart else Share.WEAK, (Spelling((one,)),)),
    ]
    return [level for level in levels if level.spellings]


def _loosened(
    view: View,
    lexicon: Lexicon,
    asked: Asked,
    joined: dict[str, tuple[str, str]],
    *,
    is_written: bool,
) -> tuple[list[Level], list[Note]]:
    """Other ways to write a word: joined, parted, or what it may be the beginning of."""
    word = asked.telling[0]
    levels, notes = [], []
    others = [other for other in respelled(whole(word)) if documents_with(view, stem(other))]
    if others:
        levels.append(Level(Share.RESPELLED, tuple(Spelling((stem(other),)) for other in others)))
        notes += [Note(Step.EXPANDED, word, other) for other in others if not is_written]
    if word in joined:
        apart, together = joined[word]
        levels.append(Level(Share.SAME, (Spelling((stem(together),)),)))
        notes.append(Note(Step.EXPANDED, apart, together))
    elif parts := find_parts(view, word):
        levels.append(Level(Share.SAME, (Spelling((stem(parts[0]), stem(parts[1]))),)))
        notes.append(Note(Step.EXPANDED, word, " ".join(parts)))
    is_known = is_written or levels or asked.expanded.levels or lexicon.is_real(stem(word))
    guess = None if is_known else find_guess(view, word)
    if guess:
        levels.append(Level(Share.RESPELLED, tuple(Spelling(s) for s in guess.spellings)))
        notes.append(Note(Step.EXPANDED, word, guess.said))
    return levels, notes


def _joined(view: View, words: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each word that makes a known one with its neighbour ("park land"), with both."""
    for first, second in pairwise(words):
        if {whole(first), whole(second)} & FUNCTION_WORDS:
            continue
        together = whole(first) + whole(second)
        if documents_with(view, stem(together)):
            pair = (f"{first} {second}", together)
            yield first, pair
            yield second, pair
