"""Quoted-printable of compiled texts (RFC 2045, 6.7): what is the same for everybody is encoded once.

A value begins and ends at a soft line break, so that no line gets too long whatever stands in it.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.notifications.templates.rules import Choice, Node, Value

_NEWLINES = re.compile(r"\r\n|\r|\n")
_SOFT = b"=\r\n"
# A character more leaves room for the soft break and lets a space at the end be; the line break says of
# which kind those are that the encoder adds.
_ROOM = "~\r\n"

Quoted = Sequence["bytes | _Quoted"]


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A value's place, or with `nodes` a piece that is there when a value is (`wanted`) or is not."""

    name: str
    fallback: bytes = b""
    wanted: bool = True
    nodes: Quoted | None = None


def quote_nodes(nodes: Sequence[Node]) -> Quoted:
    """Return a compiled text with all that is the same for everybody encoded."""
    quoted: list[bytes | _Quoted] = []
    for node in nodes:
        if isinstance(node, Value):
            quoted.append(_Quoted(node.name, quote_piece(node.fallback)))
        elif isinstance(node, Choice):
            quoted.append(_Quoted(node.name, b"", node.wanted, quote_nodes(node.nodes)))
        elif node:
            quoted.append(quote_piece(node))
    return tuple(quoted)


def fill_quoted(nodes: Quoted, values: Mapping[str, str], encoded: Mapping[str, bytes]) -> bytes:
    """Return the text of one person; `values` decide on pieces. KeyError: a value is missing."""
    out: list[bytes] = []
    _fill(nodes, values, encoded, out)
    out.append(b"\r\n")
    return b"".join(out)


def quote_piece(text: str) -> bytes:
    """Encode a piece of a text, to be followed by anything."""
    if not text:
        return b""
    lines = _NEWLINES.sub("\r\n", text) if "\n" in text or "\r" in text else text
    piece = binascii.b2a_qp((lines + _ROOM).encode(), istext=True)[: -len(_ROOM)]
    return piece if piece.endswith(b"\n") else piece + _SOFT


def _fill(
    nodes: Quoted, values: Mapping[str, str], encoded: Mapping[str, bytes], out: list[bytes]
) -> None:
    for node in nodes:
        if isinstance(node, bytes):
            out.append(node)
        elif node.nodes is None:
            out.append(encoded[node.name] or node.fallback)
        elif bool(values[node.name].strip()) == node.wanted:
            _fill(node.nodes, values, encoded, out)
