"""What the events service is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass

from environs import Env

from shared.settings import Settings, read_common


@dataclass(frozen=True)
class EventsSettings(Settings):
    """`solver_workers` are the cores a run may use, `solver_memory_mb` the memory.

    `solver_lease_seconds` is how long a worker may be silent before its run is begun again.
    """

    solver_workers: int
    solver_memory_mb: int
    solver_lease_seconds: float


def read_settings() -> EventsSettings:
    """Return the settings. Raises environs.EnvError naming what lacks."""
    env = Env()
    return EventsSettings(
        **read_common("events", env),  # type: ignore[arg-type]
        solver_workers=env.int("SOLVER_WORKERS", 2),
        solver_memory_mb=env.int("SOLVER_MEMORY_MB", 2048),
        solver_lease_seconds=env.float("SOLVER_LEASE_SECONDS", 60),
    )
