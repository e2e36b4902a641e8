"""The part of a text that shows best why it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

SNIPPET_LETTERS = 280
_READ_LETTERS = 4000
_MOST_WINDOWS = 50
_ACCENTED = re.compile("[\u00c0-\u1fff\ufb00-\uffff]")
_WORD = re.compile("[^\\W_]+(?:['\u2018\u2019\u02bc`\u00b4][^\\W_]+)*")


def snippet(text: str, is_match: Callable[[str], bool], beginnings: Sequence[str]) -> str:
    """Return the part of a text with most of what was sought, as HTML with it in `<mark>`.

    Only words that begin with one of `beginnings`, in lower case, are asked about.
    """
    beginning = text[:_READ_LETTERS]
    spans = _spans(beginning, is_match, beginnings)
    start, end = _window(beginning, spans)
    pieces, at = ["\u2026" if start else ""], start
    for first, last in spans:
        if start <= first and last <= end:
            pieces.append(f"{escape(text[at:first])}<mark>{escape(text[first:last])}</mark>")
            at = last
    pieces.append(escape(text[at:end]))
    return "".join([*pieces, "\u2026" if end < len(text) else ""])


def _spans(
    text: str, is_match: Callable[[str], bool], beginnings: Sequence[str]
) -> list[tuple[int, int]]:
    """Where the sought words are; accented letters may hide a beginning, then all are asked."""
    if _ACCENTED.search(text):
        return [found.span() for found in _WORD.finditer(text) if is_match(found.group())]
    lowered = text.lower()
    spans = set()
    for beginning in beginnings:
        at = lowered.find(beginning)
        while at >= 0:
            found = _WORD.match(text, at)
            if found and not (at and text[at - 1].isalnum()) and is_match(found.group()):
                spans.add(found.span())
            at = lowered.find(beginning, at + 1)
    return sorted(spans)


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch with most matches, beginning and ending between words."""
    if len(text) <= SNIPPET_LETTERS:
        return 0, len(text)

    def matches_from(place: int) -> int:
        reach = spans[place][0] + SNIPPET_LETTERS * 3 // 4
        return sum(1 for first, _ in spans[place:] if first < reach)

    start = 0
    if spans and spans[-1][1] > SNIPPET_LETTERS:
        densest = max(range(min(len(spans), _MOST_WINDOWS)), key=matches_from)
        start = max(0, spans[densest][0] - SNIPPET_LETTERS // 4)
        start = text.rfind(" ", 0, start) + 1
    end = start + SNIPPET_LETTERS
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, min(end, len(text))
