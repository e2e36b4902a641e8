"""Writes to one generation of the index; tantivy lets one process at a time do so."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from tantivy import Index, IndexWriter

from services.catalogue.search.gateways.schema import Findable, build_schema, to_index
from services.catalogue.search.gateways.text import register_analyzers

SMALL_HEAP_BYTES = 15_000_000
LARGE_HEAP_BYTES = 64_000_000


class WriterBusy(Exception):
    """Another process writes to this generation."""


class GenerationWriter:
    """A context in which innovations are written to a generation, opened or made anew."""

    def __init__(self, generation: Path, *, heap_bytes: int = SMALL_HEAP_BYTES) -> None:
        self._generation = generation
        self._heap_bytes = heap_bytes

    def __enter__(self) -> Self:
        index = Index(build_schema(), str(self._generation))
        register_analyzers(index)
        try:
            self._writer: IndexWriter = index.writer(self._heap_bytes, 1)
        except ValueError as error:
            raise WriterBusy(str(self._generation)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._writer.wait_merging_threads()
        del self._writer

    def replace(self, ids: Iterable[UUID], documents: Iterable[Findable]) -> None:
        """Forget these ids and write the documents, all of which have one of the ids."""
        for innovation_id in ids:
            self._writer.delete_documents_by_term("id", str(innovation_id))
        for document in documents:
            self._writer.add_document(to_index(document))

    def add(self, documents: Iterable[Findable]) -> None:
        """Write documents that are known not to be there yet."""
        for document in documents:
            self._writer.add_document(to_index(document))

    def commit(self) -> None:
        """Make what was written durable and visible to readers."""
        self._writer.commit()
