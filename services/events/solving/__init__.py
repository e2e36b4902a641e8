"""Solving: runs of the solver in its own process, watched, stopped, and found again when lost."""
