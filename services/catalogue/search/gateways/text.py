"""How text becomes index words: apostrophes deleted, folded to ASCII, lower case, stemmed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

STEMMED = "zone_stemmed"
WHOLE = "zone_whole"
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_WORDS = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,9}\b")
_LONGEST_WORD_BYTES = 60


def clean(text: str) -> str:
    """Return text as it is indexed: one Unicode form, "resident's" as "residents"."""
    return _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))


def written_words(text: str) -> list[str]:
    """Return the words of a query as they were written, apostrophes deleted."""
    return _WORDS.findall(clean(text))


def written_in_capitals(text: str) -> list[str]:
    """Return the words of a clean text that are abbreviations by their look, each once."""
    return list(dict.fromkeys(_CAPITALS.findall(text)))


@lru_cache(maxsize=50_000)
def whole(word: str) -> str:
    """Return a word folded but not stemmed, empty when it cannot be in the index."""
    return "".join(_whole_analyzer.analyze(clean(word)))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word's stem as the index has it, empty when it cannot be in the index."""
    return "".join(_stemmed_analyzer.analyze(clean(word)))


def register_analyzers(index: Any) -> None:
    """Teach a freshly opened index our two ways of reading text; it does not store them."""
    index.register_tokenizer(STEMMED, _stemmed_analyzer)
    index.register_tokenizer(WHOLE, _whole_analyzer)


def _analyzer(*, stemmed: bool) -> TextAnalyzer:
    builder = (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(_LONGEST_WORD_BYTES))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
    )
    return (builder.filter(Filter.stemmer("English")) if stemmed else builder).build()


_stemmed_analyzer = _analyzer(stemmed=True)
_whole_analyzer = _analyzer(stemmed=False)
