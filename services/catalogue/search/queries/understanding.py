"""Reads a query: its words, an organisation in it, what is unknown and what that was taken for."""

from __future__ import annotations

from collections.abc import Sequence

from services.catalogue.search.gateways import View, stem, whole, written_words
from services.catalogue.search.gateways.engine import (
    documents_of,
    documents_with,
    phrases_found,
)
from services.catalogue.search.queries.councils import Named
from services.catalogue.search.queries.knowledge import Knowledge
from services.catalogue.search.queries.wording import Reading, corrected, read_words
from services.catalogue.search.rules import (
    MOST_WORDS,
    Body,
    Level,
    Note,
    Plan,
    Share,
    Sought,
    Spelling,
    Step,
    rarity,
)
from shared.register import plain


def understand(view: View, knowledge: Knowledge, text: str, *, exact: bool = False) -> Plan:
    """Return what a query seeks; `exact` takes it as it is written, with nothing loosened."""
    words = written_words(text)
    notes: list[Note] = []
    if len(words) > MOST_WORDS:
        notes.append(Note(Step.DROPPED, " ".join(words[MOST_WORDS:]), None))
        words = words[:MOST_WORDS]
    named = None if exact else _named(view, knowledge, words)
    reading = _council(view, knowledge, words, named) if named else Reading()
    before, after = (words[: named.start], words[named.end :]) if named else (words, [])
    for part in (before, after):
        spelled = part if exact else corrected(view, knowledge.lexicon, part, notes)
        reading += read_words(view, None if exact else knowledge.lexicon, spelled, alone=not named)
    return Plan(
        tuple(reading.sought),
        tuple(reading.unfound),
        tuple(dict.fromkeys([*notes, *reading.notes])),
        has_words=bool(text.strip()),
    )


def _named(view: View, knowledge: Knowledge, words: Sequence[str]) -> Named | None:
    """Who is named, unless by an ordinary word that others use among other words."""
    named = knowledge.councils.find_named(words)
    if named is None or named.end - named.start > 1 or len(words) == 1:
        return named
    word = words[named.start]
    body = plain(named.council.name)
    ordinary = word.islower() and (
        phrases_found(view, [stem(word)], without_body=body) > documents_of(view, body)
    )
    return None if ordinary else named


def _council(view: View, knowledge: Knowledge, words: Sequence[str], named: Named) -> Reading:
    """Its innovations first, then those of its family, then texts that mention the name."""
    written = " ".join(words[named.start : named.end])
    body = plain(named.council.name)
    stems = tuple(stem(word) for word in words[named.start : named.end] if whole(word))
    found = documents_of(view, body)
    mentioned = bool(stems) and all(documents_with(view, one) for one in stems)
    weight = rarity(found, view.searcher.num_docs)
    detail = knowledge.councils.history(named.council) if found else ""
    note = Note(Step.COUNCIL, written, named.council.name, detail)
    notes = [] if plain(written) == body and not detail else [note]
    if not found and not mentioned:
        return Reading(unfound=[weight], notes=notes)
    levels = (Level(Share.WRITTEN, (Spelling(stems),)),) if mentioned else ()
    return Reading([Sought(levels, weight, body=Body(body))], notes=notes)
