"""The names of a set of councils, ready to be looked up whole, by core, by initials or nearly."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from shared.register.councils import Council
from shared.register.wording import plain, take_apart

_LINKS = frozenset({"upon", "on", "in", "under", "le"})
_LEFT_OUT_OF_INITIALS = frozenset({"and", "of", "the", "upon", "on", "in"})
_LONGEST_INITIALS = 6

# A typo is forgiven once in a name, twice in a long one; shorter names are too close together.
_SHORTEST_TYPO_LENGTH = 5
_TWO_TYPOS_LENGTH = 9
# Another name this much farther than the nearest is no rival to it.
_CLEAR_MARGIN = 2


@dataclass(frozen=True)
class Near:
    """Councils whose name is one or two slips away, and whether only one name is."""

    councils: tuple[Council, ...]
    slips: int
    clear: bool


class NamesIndex:
    """Looks councils up by name; every answer is in the order current first, then by name."""

    def __init__(self, councils: Iterable[Council]) -> None:
        self._official: dict[str, list[Council]] = defaultdict(list)
        self._aliases: dict[str, list[Council]] = defaultdict(list)
        self._cores: dict[str, list[Council]] = defaultdict(list)
        self._initials: dict[str, list[Council]] = defaultdict(list)
        for council in sorted(councils, key=lambda c: (not c.is_current, c.name, c.key)):
            self._add(council)
        self._add_first_parts()
        self._core_names = list(self._cores)

    def official(self, spelling: str) -> list[Council]:
        """Those whose official name this is, in plain spelling."""
        return self._official.get(spelling, [])

    def alias(self, spelling: str) -> list[Council]:
        """Those that carry this name, in plain spelling, as one of their others."""
        return self._aliases.get(spelling, [])

    def under(self, core: str) -> list[Council]:
        """Those that any name with this core belongs to."""
        return self._cores.get(core, [])

    def initials(self, text: str) -> list[Council]:
        """Those whose official name has these initials; most initials belong to several."""
        return self._initials.get(text.casefold(), []) if len(text) <= _LONGEST_INITIALS else []

    def near(self, core: str) -> Near | None:
        """Those a typo away in the same first letter; None when nobody is."""
        if len(core) < _SHORTEST_TYPO_LENGTH:
            return None
        limit = 2 if len(core) >= _TWO_TYPOS_LENGTH else 1
        found = process.extract(
            core,
            self._core_names,
            scorer=OSA.distance,
            score_cutoff=limit + _CLEAR_MARGIN - 1,
            limit=5,
        )
        best = min((distance for name, distance, _ in found if name[0] == core[0]), default=9)
        if best > limit:
            return None
        rivals = [name for name, distance, _ in found if distance < best + _CLEAR_MARGIN]
        councils = dict.fromkeys(c for name in rivals for c in self._cores[name])
        return Near(tuple(councils), best, clear=len(rivals) == 1)

    def within(self, spelling: str) -> list[Council]:
        """Those whose place is named somewhere in a longer text, the longest names first."""
        words = spelling.split(" ")
        found: dict[Council, None] = {}
        for size in range(len(words) - 1, 0, -1):
            for start in range(len(words) - size + 1):
                found |= dict.fromkeys(self._cores.get(" ".join(words[start : start + size]), ()))
        return list(found)

    def _add(self, council: Council) -> None:
        official = take_apart(council.name)
        _append(self._official, official.plain, council)
        _append(self._cores, official.core, council)
        for name in (council.short_name, *council.other_names):
            wording = take_apart(name)
            _append(self._aliases, wording.plain, council)
            _append(self._cores, wording.core, council)
        words = plain(council.name).split(" ")
        shorter = [word for word in words if word not in _LEFT_OUT_OF_INITIALS]
        for kept in (words, shorter):
            _append(self._initials, "".join(word[0] for word in kept), council)

    def _add_first_parts(self) -> None:
        """ "Stockton" for Stockton-on-Tees, unless a council is called just that."""
        known = dict(self._cores)
        for core, councils in known.items():
            first, *rest = core.split(" ")
            if rest and rest[0] in _LINKS and first not in known:
                for council in councils:
                    _append(self._cores, first, council)


def _append(index: dict[str, list[Council]], key: str, council: Council) -> None:
    if council not in index[key]:
        index[key].append(council)
