"""Fixtures of the journeys: a live stack."""

from tests.live import live_stack

__all__ = ["live_stack"]
