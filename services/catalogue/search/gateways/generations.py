"""The folders of the index: generations side by side and the pointer that names the live one."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

from services.catalogue.search.gateways.reader import DAMAGED, POINTER, live_generation, probe
from services.catalogue.search.gateways.schema import SCHEMA_VERSION
from shared.db import new_id

_GRACE_SECONDS = 30.0
"""How long a generation outlives its replacement, for readers that were just opening it."""


class Generations:
    """`<folder>/<generation>/` holds an index, `<folder>/live` the name of the one that answers.

    A generation's name begins with the schema version it was written by. While one is built,
    `<generation>.changed` lists the innovations that changed meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._last_sound: tuple[object, ...] | None = None

    def live(self) -> Path | None:
        """Return the generation that answers; None when there is none that we can read."""
        try:
            found = live_generation(self.folder)
        except (OSError, ValueError):
            return None
        return found if (found / "meta.json").exists() else None

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give the folder of a new generation, with a list for what changes; cleared if unused."""
        new = self.folder / f"v{SCHEMA_VERSION}-{new_id()}"
        new.mkdir(parents=True)
        try:
            _changes_of(new).touch()
            yield new
        finally:
            _changes_of(new).unlink(missing_ok=True)
            if self.live() != new:
                shutil.rmtree(new, ignore_errors=True)

    def note_changes(self, ids: Iterable[UUID]) -> None:
        """Tell every generation being built that it has to read these innovations again."""
        lines = "".join(f"{innovation_id}\n" for innovation_id in ids)
        for path in self.folder.glob("*.changed"):
            with path.open("a") as file:
                file.write(lines)

    def changes_of(self, generation: Path) -> list[UUID]:
        """Return what changed since the generation's building began."""
        lines = _changes_of(generation).read_text().split()
        return [UUID(line) for line in dict.fromkeys(lines)]

    def make_live(self, generation: Path) -> None:
        """Let the generation answer from now on; the pointer is replaced in one step."""
        staged = self.folder / f".{POINTER}-{generation.name}"
        with staged.open("w") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(self.folder / POINTER)
        (self.folder / DAMAGED).unlink(missing_ok=True)

    def remove_unused(self) -> None:
        """Delete what no reader opens any more; call it while nothing is being built."""
        if not self.folder.exists():
            return
        live = self.live()
        for path in self.folder.glob("*.changed"):
            path.unlink(missing_ok=True)
        for path in self.folder.glob("v*-*"):
            if path.is_dir() and path != live and _age_seconds(self.folder) > _GRACE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)

    def is_sound(self) -> bool:
        """Whether the live generation can be read; looks inside only when its files changed."""
        live = self.live()
        if live is None or self._reported_damaged(live):
            return False
        try:
            files = _files(live)
            if (live, files) != self._last_sound:
                probe(live)
        except (OSError, ValueError):
            return False
        self._last_sound = (live, files)
        return True

    def has_unused(self) -> bool:
        """Whether there is a generation beside the live one."""
        return sum(1 for path in self.folder.glob("v*-*") if path.is_dir()) > 1

    def _reported_damaged(self, live: Path) -> bool:
        try:
            return (self.folder / DAMAGED).read_text() == live.name
        except OSError:
            return False


@cache
def generations_in(folder: Path) -> Generations:
    """Return the generations in a folder, remembering what was found sound."""
    return Generations(folder)


def _files(generation: Path) -> tuple[tuple[str, int, int], ...]:
    with os.scandir(generation) as entries:
        facts = [(entry.name, entry.stat()) for entry in entries]
    return tuple(sorted((name, fact.st_size, fact.st_mtime_ns) for name, fact in facts))


def _changes_of(generation: Path) -> Path:
    return generation.with_name(f"{generation.name}.changed")


def _age_seconds(folder: Path) -> float:
    try:
        return time.time() - (folder / POINTER).stat().st_mtime
    except OSError:
        return float("inf")
