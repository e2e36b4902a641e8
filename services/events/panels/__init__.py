"""Panels: who scores a cohort's applications, their conflicts of interest and their scores."""
