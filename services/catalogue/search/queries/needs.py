"""What searches for the same thing in other words have in common."""

from __future__ import annotations

from services.catalogue.search.gateways import stem, written_words
from services.catalogue.search.rules import FUNCTION_WORDS

_MOST_STEMS = 12


def need_key(text: str) -> str:
    """Return the stems of a query in alphabetical order, without what means nothing by itself."""
    words = [word for word in written_words(text) if word.lower() not in FUNCTION_WORDS]
    stems = {stem(word) for word in words} - {""}
    return " ".join(sorted(stems)[:_MOST_STEMS])
