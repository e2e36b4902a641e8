"""What the events service is told by its environment."""

from __future__ import annotations

from shared.settings import Settings, read_common


def read_settings() -> Settings:
    """Return the settings. Raises environs.EnvError naming what lacks."""
    return Settings(**read_common("events"))  # type: ignore[arg-type]
