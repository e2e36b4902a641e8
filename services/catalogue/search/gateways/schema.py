"""What the index holds of an innovation: the fields that are searched, counted, sorted and shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from tantivy import Document, Schema, SchemaBuilder

from services.catalogue.search.gateways.text import STEMMED, WHOLE, clean, written_in_capitals
from shared.register import plain

SCHEMA_VERSION = 3
"""Raise it with every change to what is written: older generations are then built anew."""
FACETS = ("theme", "region", "organisation_kind", "year")
_KEY_BITS = 0x7FFF_FFFF_FFFF_FFFF
_MOST_SECONDS = 0xFFFF_FFFF
_MOST_VIEWS = 0x3FFF_FFFF


class Findable(Protocol):
    """What the index has to be told of a published innovation."""

    @property
    def id(self) -> UUID: ...
    @property
    def reference(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def organisation_name(self) -> str: ...
    @property
    def organisation_names(self) -> tuple[str, ...]: ...
    @property
    def organisation_kind(self) -> str | None: ...
    @property
    def council(self) -> str | None: ...
    @property
    def successor_names(self) -> tuple[str, ...]: ...
    @property
    def region(self) -> str | None: ...
    @property
    def themes(self) -> tuple[str, ...]: ...
    @property
    def year(self) -> int | None: ...
    @property
    def published_at(self) -> dt.datetime: ...
    @property
    def views(self) -> int: ...


def build_schema() -> Schema:
    """Return the schema.

    `text` and `names` are ranked, `words` lists what can be spelled, `title` what titles can be
    completed by, `capitals` what is written in capitals, `own` is the organisation's name and
    `bodies` are those of its family with it. `newest` and `most_read` are the sort orders as
    numbers, `key` tells equals apart. `body` is the item as the API answers it, as JSON.
    """
    builder = SchemaBuilder()
    builder.add_text_field("text", tokenizer_name=STEMMED)
    builder.add_text_field("names", tokenizer_name=STEMMED)
    for name in ("words", "title"):
        builder.add_text_field(name, tokenizer_name=WHOLE, index_option="basic")
    for name in ("id", "own", "bodies", "capitals"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("key", "newest", "most_read"):
        builder.add_unsigned_field(name, fast=True)
    for name in ("slug", "summary", "body"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def to_index(document: Findable) -> Document:
    """Return what is written of a published innovation."""
    entry = Document()
    themes = " ".join(document.themes)
    text = clean(f"{document.title}\n{document.summary}\n{themes}")
    names = clean("\n".join(_distinct([*_names(document), document.reference])))
    _add_texts(entry, "text", [text])
    _add_texts(entry, "names", [names])
    _add_texts(entry, "words", [text, names])
    _add_texts(entry, "title", [clean(document.title)])
    _add_texts(entry, "id", [str(document.id)])
    _add_texts(entry, "capitals", written_in_capitals(text))
    _add_texts(entry, "own", [plain(document.council or document.organisation_name)])
    _add_texts(entry, "bodies", _distinct(plain(name) for name in _names(document)))
    for facet, values in _facet_values(document).items():
        _add_texts(entry, facet, values)
    for field, number in _numbers(document).items():
        entry.add_unsigned(field, number)
    entry.add_bytes("slug", document.slug.encode())
    entry.add_bytes("summary", document.summary.encode())
    entry.add_bytes("body", json.dumps(_body(document), ensure_ascii=False).encode())
    return entry


def key_of(innovation_id: UUID) -> int:
    """Return a number of 63 bits that stands for an id where only numbers can be kept."""
    digest = hashlib.blake2b(innovation_id.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big") & _KEY_BITS


def _names(document: Findable) -> list[str]:
    names = [document.organisation_name, document.council, *document.organisation_names]
    return _distinct(name for name in [*names, *document.successor_names] if name)


def _facet_values(document: Findable) -> dict[str, list[str]]:
    return {
        "theme": list(document.themes),
        "region": [document.region] if document.region else [],
        "organisation_kind": [document.organisation_kind] if document.organisation_kind else [],
        "year": [str(document.year)] if document.year else [],
    }


def _numbers(document: Findable) -> dict[str, int]:
    published = min(int(document.published_at.timestamp()), _MOST_SECONDS)
    key = key_of(document.id)
    return {
        "key": key,
        "newest": published << 31 | key >> 32,
        "most_read": min(document.views, _MOST_VIEWS) << 32 | published,
    }


def _body(document: Findable) -> dict[str, Any]:
    return {
        "id": str(document.id),
        "reference": document.reference,
        "slug": document.slug,
        "title": document.title,
        "summary": document.summary,
        "organisation": document.organisation_name,
        "council": document.council,
        "region": document.region,
        "themes": list(document.themes),
        "year": document.year,
    }


def _add_texts(entry: Document, field: str, values: Iterable[str]) -> None:
    for value in values:
        entry.add_text(field, value)


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
