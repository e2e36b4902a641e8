"""Selections: which councils a cohort takes with how many seats, exactly, and why."""
