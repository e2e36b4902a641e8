"""The vocabulary ready for looking up: which runs of a query's words are names, and what of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

Stems = tuple[str, ...]
Forms = tuple[str, ...]


class Word(NamedTuple):
    """A word as it is compared: nearly as written, and by its stem."""

    form: str
    stem: str


class Relation(StrEnum):
    """What an expansion is to what was asked for."""

    SAME = "same"
    NARROWER = "narrower"


class Named(Protocol):
    """An entry of the vocabulary: names of one thing, and narrower things.

    A name that ends with "!" counts only where it is written in capitals.
    """

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def narrower(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Expansion:
    """Another way to say something, as people write it and as stems; some in capitals only."""

    relation: Relation
    text: str
    stems: Stems
    capitals: bool = False


@dataclass(frozen=True)
class Found:
    """The words from `start` up to `end` of a query are a name with these expansions."""

    start: int
    end: int
    expansions: tuple[Expansion, ...]
    in_capitals: bool = False


class Lexicon:
    """Looks names up; built once for a state of the vocabulary, it holds no state of its own."""

    def __init__(
        self,
        entries: Iterable[Named],
        analyse: Callable[[str], Sequence[Word]],
        real: Iterable[str],
    ) -> None:
        """`analyse` takes text apart; `real` are words that exist, in the catalogue or not."""
        self._analyse = analyse
        self._by_name: dict[Forms, dict[Stems, Expansion]] = defaultdict(dict)
        self._by_stems: dict[Stems, set[Forms]] = defaultdict(set)
        self._capitals: set[Forms] = set()
        self._words: set[str] = set()
        known = list(entries)
        for entry in known:
            self._add(entry)
        self._longest = max(map(len, self._by_name), default=0)
        self._real = {word.stem for text in real for word in analyse(text)} | {
            stem
            for entry in known
            for name in (*entry.names, *entry.narrower)
            for stem in self._stems(name)
        }

    @property
    def words(self) -> frozenset[str]:
        """The words that names consist of, in lower case."""
        return frozenset(self._words)

    def is_real(self, stem: str) -> bool:
        """Whether a word with this stem exists, however rarely it is written."""
        return stem in self._real

    def tells_apart(self, form: str, other: str) -> bool:
        """Whether two words of one stem name different things: parking and parks."""
        ours, others = (self._by_name.get((one,)) for one in (form, other))
        return bool(ours and others) and form != other and ours != others

    def find(self, words: Sequence[str], compared: Sequence[Word]) -> list[Found]:
        """Return the names among the words, the longest first where they overlap."""
        found: list[Found] = []
        for size in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                end = start + size
                if any(other.start < end and start < other.end for other in found):
                    continue
                name = self._name(compared[start:end], words[start:end])
                if name is not None:
                    expansions = tuple(self._by_name[name].values())
                    found.append(Found(start, end, expansions, name in self._capitals))
        return sorted(found, key=lambda one: one.start)

    def _name(self, compared: Sequence[Word], words: Sequence[str]) -> Forms | None:
        """The name that is written here, by its stems where only one name has those."""
        forms = tuple(word.form for word in compared)
        if forms not in self._by_name:
            alike = self._by_stems.get(tuple(word.stem for word in compared), set())
            if len(alike) != 1:
                return None
            (forms,) = alike
        in_capitals = all(word.isupper() for word in words)
        return forms if in_capitals or forms not in self._capitals else None

    def _add(self, entry: Named) -> None:
        names = [self._expansion(Relation.SAME, name) for name in entry.names]
        narrower = [self._expansion(Relation.NARROWER, name) for name in entry.narrower]
        for name in names:
            forms = tuple(word.form for word in self._analyse(name.text))
            known = self._by_name[forms]
            self._by_stems[name.stems].add(forms)
            self._words.update(forms)
            if name.capitals:
                self._capitals.add(forms)
            for other in (*names, *narrower):
                if other.stems != name.stems or other.capitals != name.capitals:
                    known.setdefault(other.stems, other)

    def _expansion(self, relation: Relation, text: str) -> Expansion:
        return Expansion(relation, text.rstrip("!"), self._stems(text), text.endswith("!"))

    def _stems(self, text: str) -> Stems:
        return tuple(word.stem for word in self._analyse(text.rstrip("!")))
