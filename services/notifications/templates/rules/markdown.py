"""Markdown as HTML, and as the plain text that a person would have written (CommonMark)."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable("image")


def as_html(source: str) -> str:
    """Return the text as HTML; tags in the source come out as text."""
    return str(_MARKDOWN.render(source))


def as_plain(source: str) -> str:
    """Return the text without its marks: lists keep their bullets, links show their address."""
    blocks: list[str] = []
    numbers: list[int | None] = []
    prefix = ""
    for token in _MARKDOWN.parse(source):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            numbers.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            numbers.pop()
        elif token.type == "list_item_open":
            prefix = _bullet(numbers)
        elif token.type == "hr":
            blocks.append("----")
        elif token.type in {"inline", "fence", "code_block"}:
            text = _inline(token.children or []) if token.type == "inline" else token.content
            blocks.append(prefix + text.strip())
            prefix = ""
    return "\n\n".join(blocks)


def _bullet(numbers: list[int | None]) -> str:
    """Return the next item's mark and count it."""
    indent = "  " * (len(numbers) - 1)
    number = numbers[-1]
    if number is None:
        return f"{indent}* "
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def _inline(tokens: Sequence[Token]) -> str:
    out: list[str] = []
    address, text_from = "", 0
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            out.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            out.append("\n")
        elif token.type == "link_open":
            address, text_from = str(token.attrGet("href") or ""), len(out)
        elif token.type == "link_close" and "".join(out[text_from:]) != address:
            out.append(f": {address}")
    return "".join(out)
