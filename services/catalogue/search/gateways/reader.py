"""Reads the live index: a view of it that every commit and every swap renews within one request."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tantivy import Index, Query, Schema, Searcher

from services.catalogue.search.gateways.schema import FACETS, SCHEMA_VERSION
from services.catalogue.search.gateways.text import register_analyzers
from shared.logs import get_logger
from shared.refusals import Unavailable

log = get_logger(__name__)
POINTER = "live"
DAMAGED = "damaged"
RETRY_AFTER_SECONDS = 2
# tantivy raises ValueError for everything; these begin what it says of files it cannot read.
_SIGNS_OF_DAMAGE = ("Data corrupted", "An IO error occurred", "Failed to open")


class IndexUnavailable(Unavailable):
    """There is no index at the moment; the worker is building one."""

    retry_after_seconds = RETRY_AFTER_SECONDS

    def __init__(self) -> None:
        super().__init__("The search is being set up. Try again in a few seconds.")


@dataclass(frozen=True)
class View:
    """The index as it was at one commit; it stays readable however long a search takes."""

    generation: Path
    searcher: Searcher
    schema: Schema


class LiveIndex:
    """The live generation as this process has it open."""

    def __init__(self, folder: Path) -> None:
        self._pointer = folder / POINTER
        self._folder = folder
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] | None = None
        self._refused: tuple[object, ...] | None = None
        self._meta = ""
        self._index: Any = None
        self._view: View | None = None

    def view(self) -> View:
        """Return the newest commit of the live generation. Raises IndexUnavailable.

        Two `stat` calls tell whether there is anything newer, so there is nothing to poll. When
        the newer one cannot be read, what is open goes on answering.
        """
        seen = self._look()
        if seen != self._seen or self._view is None:
            with self._lock:
                if seen != self._seen or self._view is None:
                    self._renew(seen)
        if self._view is None:
            raise IndexUnavailable
        return self._view

    def _look(self) -> tuple[object, ...]:
        return _stamp(self._pointer), _stamp(self._meta)

    def _renew(self, seen: tuple[object, ...]) -> None:
        try:
            generation = live_generation(self._folder)
            if self._view is None or self._view.generation != generation:
                self._index = open_index(generation)
                self._meta = str(generation / "meta.json")
                seen = self._look()
            self._index.reload()
            self._view = View(generation, self._index.searcher(), self._index.schema)
            self._seen = seen
        except (OSError, ValueError) as error:
            if seen != self._refused:
                log.warning("index_not_renewed", error=type(error).__name__)
            self._refused = seen


def live_generation(folder: Path) -> Path:
    """Return the folder of the index that answers. Raises OSError, or ValueError: other schema."""
    name = (folder / POINTER).read_text()
    if not name.startswith(f"v{SCHEMA_VERSION}-"):
        raise ValueError(f"{name} is of another schema")
    return folder / name


def open_index(generation: Path) -> Index:
    """Open a generation for reading. Raises OSError or ValueError when it cannot be read."""
    index = Index.open(str(generation))
    register_analyzers(index)
    index.config_reader("manual")
    return index


@cache
def _live_index(folder: Path) -> LiveIndex:
    return LiveIndex(folder)


def live_view(folder: Path) -> View:
    """Return the newest commit of the index in the folder. Raises IndexUnavailable."""
    return _live_index(folder).view()


@contextmanager
def reading(folder: Path) -> Iterator[View]:
    """Give the newest commit for one search. Raises IndexUnavailable, also on a damaged file.

    tantivy panics on what a bit flip made of its files, and a panic is no `Exception`; only then,
    and when it speaks of its files, is a rebuild asked for: any other error is a fault of ours.
    """
    view = live_view(folder)
    try:
        yield view
    except BaseException as error:
        if type(error).__name__ != "PanicException" and not _is_about_files(error):
            raise
        log.exception("index_damaged", generation=view.generation.name)
        (folder / DAMAGED).write_text(view.generation.name)
        raise IndexUnavailable from error


def probe(generation: Path) -> None:
    """Read a little of everything. Raises ValueError when the generation cannot answer."""
    try:
        index = open_index(generation)
        searcher, everything = index.searcher(), Query.all_query()
        newest = searcher.search(everything, limit=1, order_by_field="newest")
        for _, address in newest.hits:
            searcher.doc(address)
        for word, _ in searcher.terms_with_prefix("text", "", limit=1):
            searcher.search(Query.term_query(index.schema, "text", word), limit=1)
        counts = {name: {"terms": {"field": name}} for name in FACETS}
        searcher.aggregate(everything, counts)
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError(str(error)) from error
        raise


def _is_about_files(error: BaseException) -> bool:
    said = str(error)
    return isinstance(error, ValueError) and any(sign in said for sign in _SIGNS_OF_DAMAGE)


def _stamp(path: Path | str) -> object:
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path here would cost more than the call
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
