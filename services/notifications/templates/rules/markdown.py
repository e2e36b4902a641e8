"""Markdown as HTML, and as the plain text that a person would have written (CommonMark, with tables)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from services.notifications.templates.rules.parsing import RESERVED

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_OPEN_ALONE = re.compile(rf"^((?:> )*{RESERVED}i[0-9]+xzq)\n\n", re.MULTILINE)
_CLOSE_ALONE = re.compile(rf"\n\n((?:> )*{RESERVED}e[0-9]+xzq)$", re.MULTILINE)
_LONGEST_UNDERLINE = 40
_RULE = "-" * _LONGEST_UNDERLINE


def as_html(source: str) -> str:
    """Return the text as HTML; tags in the source come out as text."""
    return str(_MARKDOWN.render(source))


def as_plain(source: str) -> str:
    """Return the text without its marks: lists keep their bullets, links show their address."""
    writer = _PlainWriter()
    for token in _MARKDOWN.parse(source):
        writer.take(token)
    text = "".join(writer.out).strip("\n")
    return _CLOSE_ALONE.sub(r"\1", _OPEN_ALONE.sub(r"\1", text))


def pictures_in(source: str) -> list[tuple[str, str]]:
    """Return the address and the words of each picture in the text."""
    return [
        (str(token.attrGet("src") or ""), token.content)
        for block in _MARKDOWN.parse(source)
        for token in block.children or []
        if token.type == "image"
    ]


def links_in(source: str) -> list[tuple[str, str]]:
    """Return the address and the words of each link in the text."""
    found: list[tuple[str, str]] = []
    for block in _MARKDOWN.parse(source):
        address, words = "", ""
        for token in block.children or []:
            if token.type == "link_open":
                address, words = str(token.attrGet("href") or ""), ""
            elif token.type == "link_close":
                found.append((address, words))
            else:
                words += token.content
    return found


@dataclass
class _PlainWriter:
    """Writes blocks one after the other, with the space between them that the eye expects."""

    out: list[str] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    quotes: int = 0
    tight: bool = False
    bullet: str = ""
    heading: str = ""
    cells: list[str] = field(default_factory=list)

    def take(self, token: Token) -> None:
        if "list" in token.type:
            self.list_part(token)
        elif token.type[:2] in {"tr", "th", "ta"}:
            self.table_part(token.type)
        elif token.type == "inline":
            self.inline(token)
        elif token.type in {"fence", "code_block", "hr"}:
            self.block(token.content.strip("\n") if token.type != "hr" else _RULE)
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self.quotes += token.nesting
        elif token.type in {"paragraph_open", "heading_open"}:
            self.heading = {"h1": "=", "h2": "-"}.get(token.tag, "")

    def list_part(self, token: Token) -> None:
        if token.type == "list_item_open":
            self.bullet = _bullet(self.numbers)
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            self.numbers.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.numbers.pop()
            self.tight = bool(self.numbers)

    def table_part(self, kind: str) -> None:
        if kind == "tr_open":
            self.cells = []
        elif kind == "tr_close":
            self.block(" | ".join(self.cells), tight=self.tight)
            self.tight = True
        elif kind == "thead_close":
            self.block("-" * 20, tight=True)
        elif kind == "table_close":
            self.tight = False

    def inline(self, token: Token) -> None:
        text = _inline(token.children or []).strip()
        if token.level and self.in_cell(token):
            self.cells.append(text)
            return
        hidden_paragraph = bool(self.bullet) and self.tight
        self.block(text, tight=hidden_paragraph)
        if self.heading:
            self.out.append("\n" + self.heading * min(_LONGEST_UNDERLINE, max(3, len(text))))
            self.heading = ""
        self.tight = bool(self.numbers)

    def in_cell(self, token: Token) -> bool:
        """True within a table: only there is text two levels below a row."""
        return token.level >= 4 and not self.numbers and not self.quotes

    def block(self, text: str, *, tight: bool = False) -> None:
        quote = "> " * self.quotes
        indent = " " * len(self.bullet) if self.bullet else "  " * len(self.numbers)
        first, *others = text.split("\n")
        lines = [quote + (self.bullet or indent) + first, *(quote + indent + o for o in others)]
        if self.out:
            self.out.append("\n" if tight else "\n\n")
        self.out.append("\n".join(lines))
        self.bullet = ""


def _bullet(numbers: list[int | None]) -> str:
    """Return the next item's mark and count it."""
    indent = "  " * (len(numbers) - 1)
    number = numbers[-1]
    if number is None:
        return f"{indent}* "
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def _inline(tokens: Sequence[Token]) -> str:
    """Return a paragraph's text; its lines run on, for who reads it decides how wide they are."""
    out: list[str] = []
    address, text_from = "", 0
    for token in tokens:
        if token.type in {"text", "code_inline", "image"}:
            out.append(token.content)
        elif token.type == "softbreak":
            out.append(" ")
        elif token.type == "hardbreak":
            out.append("\n")
        elif token.type == "link_open":
            address, text_from = str(token.attrGet("href") or ""), len(out)
        elif token.type == "link_close" and "".join(out[text_from:]) != address:
            out.append(f": {address}")
    return "".join(out)
