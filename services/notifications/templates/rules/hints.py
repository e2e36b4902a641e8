"""What a reader, a screen reader or a spam filter may stumble over in a text; hints, not refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.notifications.templates.rules.markdown import links_in, pictures_in
from services.notifications.templates.rules.parsing import MARK, Marker
from services.notifications.templates.rules.placeholders import TemplateFault

_SPAM_PRONE = (
    "act now", "buy now", "cash", "click below", "congratulations", "dear friend", "free!",
    "guarantee", "limited time", "no obligation", "prize", "risk-free", "urgent", "winner",
    "you have been selected", "100%",
)  # fmt: skip
_EMPTY_WORDS = {
    "click", "click here", "here", "link", "more", "read more", "see more", "this", "this link",
    "this page",
}  # fmt: skip
_MOST_CAPITALS, _LEAST_LETTERS = 0.3, 20
_LONGEST_LINE = 400
_MAY_BE_MISSING = ("organisation", "innovations", "venue", "themes")


def hints_for(subject: str, body: str) -> list[str]:
    """Return what could be better in a text, each in a sentence that says what to do."""
    marker = Marker()
    try:
        marked = marker.mark(body, "/body")
        marker.mark(subject, "/subject")
    except TemplateFault:
        return []
    return [
        *_words(subject, MARK.sub("", marked)),
        *_links(marked),
        *_missing(marker),
        *_lines(MARK.sub("", marked)),
    ]


def _words(subject: str, body: str) -> Iterator[str]:
    text = f"{subject} {body}".lower()
    found = [word for word in _SPAM_PRONE if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    if found:
        yield f"Spam filters look for {', '.join(f'“{word}”' for word in found)}. Say it otherwise."
    for what, words in (("subject", subject), ("text", body)):
        letters = [c for c in words if c.isalpha()]
        capitals = sum(c.isupper() for c in letters)
        if len(letters) >= _LEAST_LETTERS and capitals > _MOST_CAPITALS * len(letters):
            yield f"The {what} has many capitals, which read as shouting. Write in sentence case."
    if "!!" in subject or "!!" in body:
        yield "Several exclamation marks look like spam. Use one or none."


def _links(marked: str) -> Iterator[str]:
    for address, words in links_in(marked):
        plain = MARK.sub("", words).strip().lower().rstrip(".:")
        if plain in _EMPTY_WORDS:
            yield f"The link “{plain}” does not say where it leads. Name what is behind it."
        elif not plain and not MARK.search(words):
            yield "A link has no words, so a screen reader has nothing to say. Name what is behind it."
        elif address.startswith("http:"):
            yield f"The link “{plain}” is not encrypted. Use its https address."
    for address, words in pictures_in(marked):
        if not words.strip():
            yield "A picture has no words for those who cannot see it. Write them between ![ and ]."
        if not address.startswith("attachment:"):
            yield (
                "Pictures from elsewhere are not shown. Attach the file and write"
                " ![words](attachment:file.png)."
            )


def _missing(marker: Marker) -> Iterator[str]:
    decided = {name for name, _ in marker.conditions}
    for name in _MAY_BE_MISSING:
        bare = any(v.name == name and not v.fallback for v in marker.values)
        if bare and name not in decided:
            yield (
                f"(({name})) is empty for some people. Give a fallback, (({name}|…)), or write it"
                f" inside ((if {name}??…))."
            )


def _lines(body: str) -> Iterator[str]:
    paragraphs = re.split(r"\n\s*\n", body)
    long = sum(len(" ".join(p.split())) > _LONGEST_LINE * 2 for p in paragraphs)
    if long:
        yield "A paragraph is longer than 800 characters. Break it up, so that it can be skimmed."
    if any(len(word) > 76 for word in body.split() if "://" not in word):
        yield "A word is longer than 76 characters and may run out of a narrow screen."
