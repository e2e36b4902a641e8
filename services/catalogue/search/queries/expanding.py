"""Chooses from the vocabulary what texts of this catalogue have, and how much it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.catalogue.search.gateways import View, whole
from services.catalogue.search.gateways.engine import (
    documents_with,
    documents_with_capitals,
    documents_with_word,
    phrases_found,
)
from services.catalogue.search.rules import (
    FUNCTION_WORDS,
    GENERIC_WORDS,
    Expansion,
    Form,
    Found,
    Level,
    Note,
    Relation,
    Share,
    Spelling,
    Step,
    number_forms,
)

_MOST_SAID = 5
_SAID = frozenset({Form.ROW, Form.WHOLE, Form.CAPITALS})
_RARE = 0.02
"""The share of all innovations up to which a word alone tells enough to stand for its name."""


@dataclass(frozen=True)
class Expanded:
    """The ways to say a name otherwise; `weak` ones count where nothing better is found."""

    levels: tuple[Level, ...]
    weak: tuple[Level, ...]
    notes: tuple[Note, ...]
    in_capitals: bool


NOTHING = Expanded((), (), (), in_capitals=False)


def expand(view: View, found: Found, words: Sequence[str]) -> Expanded:
    """Return what the index has of a name's expansions: as phrases, then with all words."""
    shares: dict[float, list[Spelling]] = {}
    said = []
    weak: list[Spelling] = []
    for expansion in found.expansions:
        spellings = _spellings(view, expansion)
        for share, spelling in spellings:
            shares.setdefault(share, []).append(spelling)
        if spellings and spellings[0][1].form in _SAID:
            said.append(expansion.text)
        if expansion.relation is Relation.SAME and len(expansion.stems) > 1:
            weak += _rare_words(view, expansion)
    written = " ".join(words[found.start : found.end])
    note = Note(Step.EXPANDED, written, ", ".join(said[:_MOST_SAID]))
    return Expanded(
        tuple(Level(share, tuple(spellings)) for share, spellings in shares.items()),
        (Level(Share.WEAK, tuple(dict.fromkeys(weak))),) if weak else (),
        (note,) if said else (),
        found.in_capitals,
    )


def _spellings(view: View, expansion: Expansion) -> list[tuple[float, Spelling]]:
    same = expansion.relation is Relation.SAME
    stems = expansion.stems
    if expansion.capitals:
        known = documents_with_capitals(view, expansion.text)
        return [(Share.SAME, Spelling((expansion.text,), Form.CAPITALS))] if known else []
    if not stems or not all(documents_with(view, one) for one in stems):
        return []
    share = Share.SAME if same else Share.NARROWER
    if len(stems) == 1:
        return [*_forms(view, share, expansion.text), (Share.WEAK, Spelling(stems))]
    found = []
    telling = tuple(one for one in stems if one not in FUNCTION_WORDS)
    if len(telling) == 1:
        return [(share, Spelling(stems))] if phrases_found(view, stems) else []
    if phrases_found(view, telling, near=True):
        if phrases_found(view, stems):
            found.append((share, Spelling(stems)))
        near = Share.SAME_NEAR if same else Share.NARROWER_NEAR
        found.append((near, Spelling(telling, Form.NEAR)))
    return [*found, (Share.SAME_APART, Spelling(telling, Form.APART))] if same else found


def _forms(view: View, share: float, word: str) -> list[tuple[float, Spelling]]:
    """The word itself, singular and plural: "adaptations" does not stand for "adapted"."""
    if whole(word) in GENERIC_WORDS:
        return []
    forms = (form for form in number_forms(whole(word)) if documents_with_word(view, form))
    return [(share, Spelling((form,), Form.WHOLE)) for form in forms]


def _rare_words(view: View, expansion: Expansion) -> list[Spelling]:
    most = max(2, round(_RARE * view.searcher.num_docs))
    return [
        Spelling((one,))
        for one in expansion.stems
        if one not in FUNCTION_WORDS and 0 < documents_with(view, one) <= most
    ]
