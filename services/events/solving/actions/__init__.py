"""Use cases of the solver's runs: start, stop, and work through those that are due."""

from services.events.solving.actions.starting import start_run, stop_run
from services.events.solving.actions.working import work_on_next

__all__ = ["start_run", "stop_run", "work_on_next"]
