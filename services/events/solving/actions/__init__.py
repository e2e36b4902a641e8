"""Use cases of the solver's runs: start, stop, and work through those that are due."""

from services.events.solving.actions.starting import Asked, start_run, stop_run
from services.events.solving.actions.working import solve_now, work_on_next

__all__ = ["Asked", "solve_now", "start_run", "stop_run", "work_on_next"]
