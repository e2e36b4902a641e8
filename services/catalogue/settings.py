"""What the catalogue is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env

from shared.settings import Settings, read_common


@dataclass(frozen=True)
class CatalogueSettings(Settings):
    """`index_dir` holds the search index, which can be deleted at any time."""

    index_dir: Path


def read_settings() -> CatalogueSettings:
    """Return the settings. Raises environs.EnvError naming what lacks."""
    env = Env()
    common = read_common("catalogue", env)
    return CatalogueSettings(**common, index_dir=Path(env.str("INDEX_DIR")))  # type: ignore[arg-type]
